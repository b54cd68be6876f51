package io.unveil.analyzer.flow;

import io.unveil.analyzer.flow.Machine.Primitive;
import io.unveil.analyzer.flow.Machine.Stopped;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.Opcode;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays of a {@link Machine}: primitive ones are Java's own, all others {@code Object[]}. */
final class MachineArrays {
  private MachineArrays() {}

  static Object create(Machine machine, String type, int length) throws Stopped {
    machine.allocate(length, 8);
    return switch (type) {
      case "[B" -> new byte[length];
      case "[C" -> new char[length];
      case "[S" -> new short[length];
      case "[I" -> new int[length];
      case "[J" -> new long[length];
      case "[Z" -> new boolean[length];
      case "[F", "[D" -> throw new Stopped("floating point", false);
      default -> new Object[length];
    };
  }

  static int length(@Nullable Object array) throws Stopped {
    if (array == null || !array.getClass().isArray()) {
      throw new Stopped("not an array", false);
    }
    return Array.getLength(array);
  }

  private static void check(@Nullable Object array, int index) throws Stopped {
    if (index < 0 || index >= length(array)) {
      throw new Stopped("array index", false);
    }
  }

  static @Nullable Object get(@Nullable Object array, int index) throws Stopped {
    check(array, index);
    return switch (array) {
      case byte[] a -> new Primitive(a[index]);
      case char[] a -> new Primitive(a[index]);
      case short[] a -> new Primitive(a[index]);
      case int[] a -> new Primitive(a[index]);
      case long[] a -> new Primitive(a[index]);
      case boolean[] a -> new Primitive(a[index] ? 1 : 0);
      case Object[] a -> a[index];
      case null, default -> throw new Stopped("not an array", false);
    };
  }

  static void put(@Nullable Object array, int index, @Nullable Object value) throws Stopped {
    check(array, index);
    long bits = value instanceof Primitive(long primitive) ? primitive : 0;
    switch (array) {
      case byte[] a -> a[index] = (byte) bits;
      case char[] a -> a[index] = (char) bits;
      case short[] a -> a[index] = (short) bits;
      case int[] a -> a[index] = (int) bits;
      case long[] a -> a[index] = bits;
      case boolean[] a -> a[index] = (bits & 1) != 0;
      case Object[] a -> Array.set(a, index, value instanceof Primitive ? null : value);
      case null, default -> throw new Stopped("not an array", false);
    }
  }

  /** {@code fill-array-data}. */
  static void fill(Machine machine, @Nullable Object array, CodeItem code, int payload)
      throws Stopped {
    if (code.unit(payload) != Opcode.FILL_ARRAY_DATA_PAYLOAD) {
      throw new Stopped("array data", false);
    }
    int width = code.unit(payload + 1);
    long count = Integer.toUnsignedLong(code.s4(payload + 2));
    machine.allocate(count, 0);
    for (int i = 0; i < count; i++) {
      machine.step();
      put(array, i, new Primitive(element(code, payload + 4, width, i)));
    }
  }

  /**
   * {@return element {@code i} of array data, sign-extended}
   *
   * @param data code unit at which the elements begin
   * @param width bytes of one element
   */
  static long element(CodeItem code, int data, int width, int i) {
    return switch (width) {
      case 1 -> (byte) (code.unit(data + i / 2) >> (i % 2 == 0 ? 0 : 8));
      case 2 -> (short) code.unit(data + i);
      case 4 -> code.s4(data + 2 * i);
      default ->
          Integer.toUnsignedLong(code.s4(data + 4 * i)) | (long) code.s4(data + 4 * i + 2) << 32;
    };
  }

  /** {@return the descriptors of a method's parameters} */
  static List<String> parameterTypes(String descriptor) {
    List<String> types = new ArrayList<>();
    int at = 1;
    while (at < descriptor.length() && descriptor.charAt(at) != ')') {
      int end = at;
      while (end < descriptor.length() && descriptor.charAt(end) == '[') {
        end++;
      }
      if (end < descriptor.length() && descriptor.charAt(end) == 'L') {
        end = descriptor.indexOf(';', end);
      }
      end = end < 0 ? descriptor.length() : Math.min(end + 1, descriptor.length());
      types.add(descriptor.substring(at, end));
      at = end;
    }
    return types;
  }
}
