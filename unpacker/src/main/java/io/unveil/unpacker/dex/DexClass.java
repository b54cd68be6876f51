package io.unveil.unpacker.dex;

import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A class that the app defines. */
public final class DexClass {
  private static final int NO_INDEX = 0xffff_ffff;
  private static final int MAX_INTERFACES = 65_535;

  private final DexFile file;
  private final int definition;
  private final int firstMethod;
  private final int endMethod;
  private @Nullable List<DexMethod> methods;
  private @Nullable List<DexField> declaredFields;
  private @Nullable List<@Nullable Object> staticValues;

  /**
   * @param definition offset of the {@code class_def}, known to be in the file
   * @param firstMethod local number of the first method in the file's {@link ClassTable}
   * @param endMethod the number after the last one
   */
  DexClass(DexFile file, int definition, int firstMethod, int endMethod) {
    this.file = file;
    this.definition = definition;
    this.firstMethod = firstMethod;
    this.endMethod = endMethod;
  }

  /**
   * A field that the class declares.
   *
   * @param id name and type
   * @param accessFlags access flags of the DEX format
   */
  public record DexField(FieldId id, int accessFlags) {
    /** {@return whether the field belongs to the class and not to its objects} */
    public boolean isStatic() {
      return (accessFlags & AccessFlag.STATIC.mask()) != 0;
    }
  }

  /** {@return the DEX file that defines the class} */
  public DexFile file() {
    return file;
  }

  /**
   * {@return the type descriptor}
   *
   * @throws BadCodeException when the type id is out of range
   */
  public String descriptor() {
    return file.type(u4(0));
  }

  /** {@return the access flags of the DEX format} */
  public int accessFlags() {
    return u4(4);
  }

  /**
   * {@return the type descriptor of the superclass, null for {@code java.lang.Object} itself}
   *
   * @throws BadCodeException when the type id is out of range
   */
  public @Nullable String superclass() {
    int type = u4(8);
    return type == NO_INDEX ? null : file.type(type);
  }

  /**
   * {@return type descriptors of the interfaces named in the definition}
   *
   * @throws BadCodeException when the list runs past the end of the file or a type id is out of
   *     range
   */
  public List<String> interfaces() {
    int[] types = file.typeList(Integer.toUnsignedLong(u4(12)), MAX_INTERFACES, "interfaces");
    return Arrays.stream(types).mapToObj(file::type).toList();
  }

  /**
   * {@return the name of the source file that the compiler recorded, or null}
   *
   * @throws BadCodeException when the string id is out of range
   */
  public @Nullable String sourceFile() {
    int string = u4(16);
    return string == NO_INDEX ? null : file.string(string);
  }

  /** {@return the methods, direct ones first, in the order of the file} */
  public List<DexMethod> methods() {
    if (methods == null) {
      ClassTable table = file.classTable();
      List<DexMethod> all = new ArrayList<>(endMethod - firstMethod);
      for (int i = firstMethod; i < endMethod; i++) {
        all.add(table.method(i));
      }
      methods = List.copyOf(all);
    }
    return methods;
  }

  /**
   * {@return the method that this class itself defines, or null} The first one when there are
   * several, as in ART.
   *
   * @throws BadCodeException when the id of a method cannot be read
   */
  public @Nullable DexMethod method(String name, String descriptor) {
    for (DexMethod method : methods()) {
      MethodId id = method.id();
      if (id.name().equals(name) && id.descriptor().equals(descriptor)) {
        return method;
      }
    }
    return null;
  }

  /**
   * {@return the fields that the class declares, static ones first, in the order of the file}
   *
   * @throws BadCodeException when the members cannot be read
   */
  public List<DexField> declaredFields() {
    if (declaredFields == null) {
      declaredFields = readFields();
    }
    return declaredFields;
  }

  /**
   * {@return name to type descriptor of the declared fields, in the order of the file; of fields
   * that share a name, the first}
   *
   * @throws BadCodeException when the members cannot be read
   */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (DexField field : declaredFields()) {
      fields.putIfAbsent(field.id().name(), field.id().type());
    }
    return fields;
  }

  /**
   * The value that a static field has before the static initialiser runs, as far as the file gives
   * one. Objects are {@link Boolean}, {@link Byte}, {@link Short}, {@link Character}, {@link
   * Integer}, {@link Long}, {@link Float}, {@link Double}, {@link String}, {@link
   * EncodedValues.ClassLiteral}, {@link FieldId} of an enum constant.
   *
   * @return the value; null when the field has none, is not declared here, or its value is of
   *     another kind
   * @throws BadCodeException when the values cannot be read
   */
  public @Nullable Object staticValue(String fieldName) {
    List<DexField> fields = declaredFields();
    List<@Nullable Object> values = staticValues();
    for (int i = 0; i < values.size(); i++) {
      if (fields.get(i).id().name().equals(fieldName)) {
        return values.get(i);
      }
    }
    return null;
  }

  private List<@Nullable Object> staticValues() {
    if (staticValues == null) {
      int fields = (int) declaredFields().stream().filter(DexField::isStatic).count();
      staticValues = EncodedValues.read(file, Integer.toUnsignedLong(u4(28)), fields);
    }
    return staticValues;
  }

  private List<DexField> readFields() {
    long offset = Integer.toUnsignedLong(u4(24));
    if (offset == 0) {
      return List.of();
    }
    DexCursor cursor = DexCursor.at(file.bytes(), offset, "class data");
    long statics = Integer.toUnsignedLong(cursor.uleb("number of static fields"));
    long instances = Integer.toUnsignedLong(cursor.uleb("number of instance fields"));
    cursor.uleb("number of direct methods");
    cursor.uleb("number of virtual methods");
    List<DexField> fields = new ArrayList<>();
    readFields(cursor, statics, fields);
    readFields(cursor, instances, fields);
    return List.copyOf(fields);
  }

  private void readFields(DexCursor cursor, long count, List<DexField> fields) {
    int index = 0;
    for (long i = 0; i < count; i++) {
      index += cursor.uleb("field index");
      fields.add(new DexField(file.fieldId(index), cursor.uleb("field flags")));
    }
  }

  private int u4(int at) {
    return LittleEndian.s4(file.bytes(), definition + at);
  }

  @Override
  public String toString() {
    return descriptor();
  }
}
