package io.unveil.unpacker.dex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded arrays: {@code size uleb128}, then values of {@code (value_arg << 5 | value_type) u1,
 * value u1[]}. Arrays and annotations inside are skipped without recursion: one counter per level,
 * {@value #MAX_DEPTH} levels where values are read.
 *
 * @see <a href="https://source.android.com/docs/core/runtime/dex-format#encoding">encoded_value</a>
 */
public final class EncodedValues {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_CHECKED_BYTES = 65_535;

  private static final int BYTE = 0x00;
  private static final int SHORT = 0x02;
  private static final int CHAR = 0x03;
  private static final int INT = 0x04;
  private static final int LONG = 0x06;
  private static final int FLOAT = 0x10;
  private static final int DOUBLE = 0x11;
  private static final int METHOD_TYPE = 0x15;
  private static final int METHOD_HANDLE = 0x16;
  private static final int STRING = 0x17;
  private static final int TYPE = 0x18;
  private static final int FIELD = 0x19;
  private static final int METHOD = 0x1a;
  private static final int ENUM = 0x1b;
  private static final int ARRAY = 0x1c;
  private static final int ANNOTATION = 0x1d;
  private static final int NULL = 0x1e;
  private static final int BOOLEAN = 0x1f;

  private final DexFile file;
  private final DexCursor cursor;

  private EncodedValues(DexFile file, DexCursor cursor) {
    this.file = file;
    this.cursor = cursor;
  }

  /**
   * A class as a value, {@code Foo.class}.
   *
   * @param descriptor type descriptor
   */
  public record ClassLiteral(String descriptor) {}

  /**
   * The first values of the array at {@code offset}.
   *
   * @param maxValues how many values are wanted; further ones are not looked at
   */
  static List<@Nullable Object> read(DexFile file, long offset, int maxValues) {
    List<@Nullable Object> values = new ArrayList<>();
    if (offset == 0) {
      return values;
    }
    EncodedValues reader =
        new EncodedValues(file, DexCursor.at(file.bytes(), offset, "static values"));
    long size = Integer.toUnsignedLong(reader.cursor.uleb("number of static values"));
    for (long i = 0; i < size && i < maxValues; i++) {
      values.add(reader.value());
    }
    return values;
  }

  /**
   * Walks over a whole array without keeping anything.
   *
   * @throws BadCodeException when it runs past the end of the file, is nested too deep, or its last
   *     value does not end within as many bytes as {@value #MAX_CHECKED_BYTES}
   */
  static void check(DexFile file, long offset) {
    DexCursor cursor = DexCursor.at(file.bytes(), offset, "encoded array");
    new EncodedValues(file, cursor).skipNested(ARRAY, MAX_DEPTH);
    if (cursor.position() - offset > MAX_CHECKED_BYTES) {
      throw new BadCodeException(offset, "encoded array is too long");
    }
  }

  /**
   * {@return the offset behind the array at {@code offset}}
   *
   * @throws BadCodeException when it runs past the end of the file
   */
  static int end(DexFile file, int offset) {
    DexCursor cursor = DexCursor.at(file.bytes(), offset, "encoded array");
    new EncodedValues(file, cursor).skipNested(ARRAY, Integer.MAX_VALUE);
    return cursor.position();
  }

  private @Nullable Object value() {
    int head = cursor.u1("value type");
    int argument = head >> 5;
    int type = head & 0x1f;
    return switch (type) {
      case ARRAY, ANNOTATION -> {
        skipNested(type, MAX_DEPTH);
        yield null;
      }
      case NULL -> null;
      case BOOLEAN -> argument != 0;
      case BYTE -> (byte) signed(argument, 1);
      case SHORT -> (short) signed(argument, 2);
      case CHAR -> (char) unsigned(argument, 2);
      case INT -> (int) signed(argument, 4);
      case LONG -> signed(argument, 8);
      case FLOAT -> Float.intBitsToFloat((int) (leftAligned(argument, 4) >>> 32));
      case DOUBLE -> Double.longBitsToDouble(leftAligned(argument, 8));
      case STRING -> file.string(index(argument));
      case TYPE -> new ClassLiteral(file.type(index(argument)));
      case FIELD, ENUM -> file.fieldId(index(argument));
      case METHOD -> file.methodId(index(argument));
      case METHOD_TYPE, METHOD_HANDLE -> {
        index(argument);
        yield null;
      }
      default ->
          throw new BadCodeException(cursor.position() - 1, "unknown type of an encoded value");
    };
  }

  /** Walks over the elements of an array or annotation whose head was just read. */
  private void skipNested(int type, int maxDepth) {
    long[] left = new long[MAX_DEPTH];
    boolean[] named = new boolean[MAX_DEPTH];
    int depth = 0;
    enter(type, left, named, depth);
    while (depth >= 0) {
      if (left[depth] == 0) {
        depth--;
        continue;
      }
      left[depth]--;
      if (named[depth]) {
        cursor.uleb("element name");
      }
      int head = cursor.u1("value type");
      int inner = head & 0x1f;
      if (inner != ARRAY && inner != ANNOTATION) {
        skipPlain(inner, head >> 5);
      } else if (++depth < maxDepth) {
        if (depth == left.length) {
          left = Arrays.copyOf(left, 2 * depth);
          named = Arrays.copyOf(named, 2 * depth);
        }
        enter(inner, left, named, depth);
      } else {
        throw new BadCodeException(cursor.position(), "encoded values are nested too deep");
      }
    }
  }

  private void enter(int type, long[] left, boolean[] named, int depth) {
    if (type == ANNOTATION) {
      cursor.uleb("annotation type");
    }
    left[depth] = Integer.toUnsignedLong(cursor.uleb("number of elements"));
    named[depth] = type == ANNOTATION;
  }

  private void skipPlain(int type, int argument) {
    if (type != NULL && type != BOOLEAN) {
      cursor.skip(argument + 1L, "encoded value");
    }
  }

  private int index(int argument) {
    return (int) unsigned(argument, 4);
  }

  private long signed(int argument, int maxBytes) {
    int unused = Long.SIZE - Byte.SIZE * (argument + 1);
    return unsigned(argument, maxBytes) << unused >> unused;
  }

  private long leftAligned(int argument, int maxBytes) {
    return unsigned(argument, maxBytes) << (Long.SIZE - Byte.SIZE * (argument + 1));
  }

  private long unsigned(int argument, int maxBytes) {
    if (argument >= maxBytes) {
      throw new BadCodeException(cursor.position(), "encoded value is wider than its type");
    }
    long value = 0;
    for (int shift = 0; shift <= Byte.SIZE * argument; shift += Byte.SIZE) {
      value |= (long) cursor.u1("encoded value") << shift;
    }
    return value;
  }
}
