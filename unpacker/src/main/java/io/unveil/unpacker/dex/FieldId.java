package io.unveil.unpacker.dex;

/**
 * A field as code names it.
 *
 * @param owner type descriptor of the class named
 * @param name simple name
 * @param type type descriptor of the value
 */
public record FieldId(String owner, String name, String type) {
  /** {@return the form of smali and of our models: {@code Lowner;->name:type}} */
  @Override
  public String toString() {
    return owner + "->" + name + ":" + type;
  }
}
