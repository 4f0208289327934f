package dev.weft.jcstress;

import dev.weft.sync.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is inside a channel in the end.
final class Left {
  private Left() {}

  static String in(Channel<Integer> channel) {
    List<Integer> left = new ArrayList<>();
    for (Optional<Integer> item = channel.tryReceive();
        item.isPresent();
        item = channel.tryReceive()) {
      left.add(item.get());
    }
    return left.toString();
  }
}
