package io.unveil.analyzer.graph;

import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a class of the app says of itself, read once. What cannot be read is left out, and {@link
 * #whole} says so.
 */
final class AppType {
  private record Signature(String name, String descriptor) {}

  private final DexClass defined;
  private final String superclass;
  private final List<String> interfaces;
  private final boolean whole;
  private @Nullable Map<Signature, DexMethod> methods;
  private @Nullable Map<String, String> fields;

  private AppType(DexClass defined, String superclass, List<String> interfaces, boolean whole) {
    this.defined = defined;
    this.superclass = superclass;
    this.interfaces = interfaces;
    this.whole = whole;
  }

  static AppType of(DexClass defined) {
    String superclass = null;
    try {
      superclass = defined.superclass();
      return new AppType(defined, orObject(superclass), defined.interfaces(), true);
    } catch (BadCodeException e) {
      return new AppType(defined, orObject(superclass), List.of(), false);
    }
  }

  private static String orObject(@Nullable String superclass) {
    return superclass == null ? ClassHierarchy.OBJECT : superclass;
  }

  /** {@return the superclass; {@code Object} also where the file names none} */
  String superclass() {
    return superclass;
  }

  List<String> interfaces() {
    return interfaces;
  }

  /** {@return whether superclass and interfaces could be read} */
  boolean whole() {
    return whole;
  }

  /**
   * {@return the method that the class itself defines, or null; of several that are alike the
   * first, as in ART}
   */
  @Nullable DexMethod method(String name, String descriptor) {
    if (methods == null) {
      methods = readMethods();
    }
    return methods.get(new Signature(name, descriptor));
  }

  private Map<Signature, DexMethod> readMethods() {
    List<DexMethod> all = defined.methods();
    Map<Signature, DexMethod> read = HashMap.newHashMap(all.size());
    for (DexMethod method : all) {
      try {
        MethodId id = method.id();
        read.putIfAbsent(new Signature(id.name(), id.descriptor()), method);
      } catch (BadCodeException e) {
        // A method without a readable name cannot be called by name; the code index counts it.
      }
    }
    return read;
  }

  /** {@return whether the class itself declares the field} */
  boolean declaresField(String name, String type) {
    if (fields == null) {
      fields = readFields();
    }
    return type.equals(fields.get(name));
  }

  private Map<String, String> readFields() {
    try {
      return defined.fields();
    } catch (BadCodeException e) {
      return Map.of();
    }
  }
}
