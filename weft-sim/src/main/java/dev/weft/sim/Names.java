package dev.weft.sim;

import dev.weft.Blocker;
import dev.weft.TaskGroup;
import java.util.IdentityHashMap;
import java.util.regex.Pattern;

/// Names of what threads wait on that are the same in every run: no hash codes.
final class Names {
  private static final Pattern HASH_CODE = Pattern.compile("@[0-9a-f]{5,8}");
  private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda.*");

  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

  String of(Object blocker) {
    if (blocker instanceof Blocker || blocker instanceof TaskGroup) {
      return HASH_CODE.matcher(blocker.toString()).replaceAll("");
    }
    int number = numbers.computeIfAbsent(blocker, _ -> numbers.size() + 1);
    String type = blocker.getClass().getName();
    return LAMBDA.matcher(type.substring(type.lastIndexOf('.') + 1)).replaceAll("lambda")
        + " @"
        + number;
  }
}
