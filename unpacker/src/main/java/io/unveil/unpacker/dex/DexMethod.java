package io.unveil.unpacker.dex;

import java.lang.reflect.AccessFlag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method that a class of the app defines. There is one object for each, so identity is equality.
 */
public final class DexMethod {
  private final int ordinal;
  private final DexClass owner;
  private final int methodIndex;
  private final int accessFlags;
  private final int codeOffset;
  private @Nullable List<String> parameterTypes;

  DexMethod(int ordinal, DexClass owner, int methodIndex, int accessFlags, int codeOffset) {
    this.ordinal = ordinal;
    this.owner = owner;
    this.methodIndex = methodIndex;
    this.accessFlags = accessFlags;
    this.codeOffset = codeOffset;
  }

  /** {@return the position among all defined methods of the app, dense from 0} */
  public int ordinal() {
    return ordinal;
  }

  /** {@return the DEX file that holds the method} */
  public DexFile file() {
    return owner.file();
  }

  /** {@return the class that defines the method} */
  public DexClass owner() {
    return owner;
  }

  /** {@return the method id in {@link #file()}} */
  public int methodIndex() {
    return methodIndex;
  }

  /**
   * {@return the name and descriptor}
   *
   * @throws BadCodeException when its strings or types cannot be read
   */
  public MethodId id() {
    return owner.file().methodId(methodIndex);
  }

  /**
   * {@return the access flags of the DEX format, also those that only DEX knows, such as 0x10000
   * for constructors}
   */
  public int accessFlags() {
    return accessFlags;
  }

  /**
   * {@return the offset of the code item as the bits of a u4, not yet checked; 0 when there is
   * none}
   */
  public int codeOffset() {
    return codeOffset;
  }

  /** {@return whether the method has no receiver} */
  public boolean isStatic() {
    return (accessFlags & AccessFlag.STATIC.mask()) != 0;
  }

  /** {@return whether the method has a code item: it is neither abstract nor native} */
  public boolean hasCode() {
    return codeOffset != 0;
  }

  /**
   * {@return type descriptors of the parameters, without the receiver}
   *
   * @throws BadCodeException when the prototype cannot be read
   */
  public List<String> parameterTypes() {
    if (parameterTypes == null) {
      parameterTypes = owner.file().parameterTypes(methodIndex);
    }
    return parameterTypes;
  }

  /**
   * {@return type descriptor of the result, {@code V} for none}
   *
   * @throws BadCodeException when the prototype cannot be read
   */
  public String returnType() {
    return owner.file().returnType(methodIndex);
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
