package io.unveil.unpacker.dex;

/**
 * A method as code names it: the static receiver type, not necessarily the declaring class.
 *
 * @param owner type descriptor of the receiver, such as {@code Landroid/app/Activity;} or {@code
 *     [I}
 * @param name simple name
 * @param descriptor parameters and result, such as {@code (Ljava/lang/String;I)V}
 */
public record MethodId(String owner, String name, String descriptor) {
  /** {@return the form of smali and of our models: {@code Lowner;->name(args)result}} */
  @Override
  public String toString() {
    return owner + "->" + name + descriptor;
  }
}
