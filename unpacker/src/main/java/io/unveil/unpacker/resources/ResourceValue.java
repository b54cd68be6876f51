package io.unveil.unpacker.resources;

/**
 * A typed value ({@code Res_value} in AOSP's ResourceTypes.h).
 *
 * @param type one of the constants here, or another type of {@code Res_value}
 * @param data the 32 bits that the type gives a meaning
 */
public record ResourceValue(int type, int data) {
  /** No value. */
  public static final int NULL = 0x00;

  /** A resource id. */
  public static final int REFERENCE = 0x01;

  /** An attribute of the current theme. */
  public static final int ATTRIBUTE = 0x02;

  /** An index into the string pool beside the value. */
  public static final int STRING = 0x03;

  /** The bits of a float. */
  public static final int FLOAT = 0x04;

  /** A resource id whose package part is found at run time. */
  public static final int DYNAMIC_REFERENCE = 0x07;

  /** The first of the integer types: decimal, hexadecimal, boolean, colours. */
  public static final int FIRST_INTEGER = 0x10;

  /** An integer written in hexadecimal. */
  public static final int HEXADECIMAL = 0x11;

  /** 0 is false, anything else true. */
  public static final int BOOLEAN = 0x12;

  /** The last of the integer types. */
  public static final int LAST_INTEGER = 0x1F;

  /** {@return whether the value is the id of another resource} */
  public boolean isReference() {
    return (type == REFERENCE || type == DYNAMIC_REFERENCE) && data != 0;
  }

  /** {@return whether the value is an integer, boolean or colour} */
  public boolean isInteger() {
    return type >= FIRST_INTEGER && type <= LAST_INTEGER;
  }
}
