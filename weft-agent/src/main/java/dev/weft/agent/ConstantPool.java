package dev.weft.agent;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

// A call names its method by an entry of the constant pool, which names the class by another one.
// To send the call elsewhere it is enough to give the first entry another class: no instruction
// changes, and so no stack map.
/// Redirects the static calls of a class to methods of the same name and type in another one.
final class ConstantPool {
  private static final int COUNT_AT = 8;
  private static final int MOST = 65_535;

  private final ByteBuffer bytes;
  private final int[] at;
  private int end;

  private ConstantPool(byte[] classFile) {
    bytes = ByteBuffer.wrap(classFile);
    int count = Short.toUnsignedInt(bytes.getShort(COUNT_AT));
    at = new int[count];
    end = COUNT_AT + 2;
    for (int i = 1; i < count; i++) {
      at[i] = end;
      int tag = bytes.get(end);
      end +=
          switch (tag) {
            case 1 -> 3 + Short.toUnsignedInt(bytes.getShort(end + 1));
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
            case 5, 6 -> 9;
            case 7, 8, 16, 19, 20 -> 3;
            case 15 -> 4;
            default -> throw new IllegalArgumentException("constant of unknown kind " + tag);
          };
      if (tag == 5 || tag == 6) {
        i++;
      }
    }
  }

  /// The class with its calls redirected, or null if it has none of them.
  ///
  /// @param classFile the class; changed
  /// @param targets the new class of a method like `java/lang/System.nanoTime()J`
  static byte @Nullable [] redirect(byte[] classFile, Map<String, String> targets) {
    var pool = new ConstantPool(classFile);
    Map<String, Integer> added = new LinkedHashMap<>();
    for (int i = 1; i < pool.at.length; i++) {
      int entry = pool.at[i];
      if (entry != 0 && pool.bytes.get(entry) == 10) {
        String target = targets.get(pool.method(entry));
        if (target != null) {
          int index = added.computeIfAbsent(target, _ -> pool.at.length + 2 * added.size());
          pool.bytes.putShort(entry + 1, (short) index);
        }
      }
    }
    if (pool.at.length + 2 * added.size() > MOST) {
      throw new IllegalArgumentException("its constant pool is full");
    }
    return added.isEmpty() ? null : pool.with(added);
  }

  private String method(int entry) {
    int nameAndType = at[index(entry + 3)];
    return text(at[index(entry + 1)] + 1) + '.' + text(nameAndType + 1) + text(nameAndType + 3);
  }

  private int index(int position) {
    return Short.toUnsignedInt(bytes.getShort(position));
  }

  /// The text of the entry whose number stands at `position`.
  private String text(int position) {
    int entry = at[index(position)];
    return new String(bytes.array(), entry + 3, index(entry + 1), StandardCharsets.UTF_8);
  }

  private byte[] with(Map<String, Integer> classes) {
    byte[] old = bytes.array();
    var out = new ByteArrayOutputStream(old.length + 100);
    try (var data = new DataOutputStream(out)) {
      data.write(old, 0, COUNT_AT);
      data.writeShort(at.length + 2 * classes.size());
      data.write(old, COUNT_AT + 2, end - COUNT_AT - 2);
      for (Map.Entry<String, Integer> added : classes.entrySet()) {
        data.writeByte(7);
        data.writeShort(added.getValue() + 1);
        data.writeByte(1);
        data.writeUTF(added.getKey());
      }
      data.write(old, end, old.length - end);
    } catch (IOException e) {
      throw new AssertionError("in memory", e);
    }
    return out.toByteArray();
  }
}
