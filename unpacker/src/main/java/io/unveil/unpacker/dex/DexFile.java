package io.unveil.unpacker.dex;

import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One DEX file over its own bytes. Tables were checked against the file's end when it was opened;
 * what a row names is looked at when it is asked for, and kept. Confined to one thread.
 *
 * @see <a href="https://source.android.com/docs/core/runtime/dex-format">DEX format</a>
 */
public final class DexFile {
  /** A method cannot be called with more argument registers than {@code invoke/range} can count. */
  static final int MAX_PARAMETERS = 255;

  static final int MAX_DESCRIPTOR_CHARS = 65_535;

  private final DexCode code;
  private final String name;
  private final int ordinal;
  private final byte[] bytes;
  private final DexHeader header;
  private final StringTable strings;
  private int callSiteCount = -1;
  private final Map<DexCheck, DexRules.Verdict> verdicts = new EnumMap<>(DexCheck.class);
  private @Nullable String @Nullable [] protos;
  private @Nullable MethodId @Nullable [] methodIds;
  private @Nullable FieldId @Nullable [] fieldIds;

  /**
   * @param bytes the whole entry; the files of a container share it
   * @param header a header in {@code bytes}
   * @param budget one for all files of the entry
   */
  DexFile(
      DexCode code, String name, int ordinal, byte[] bytes, DexHeader header, ReadBudget budget) {
    this.code = code;
    this.name = name;
    this.ordinal = ordinal;
    this.bytes = bytes;
    this.header = header;
    this.strings = new StringTable(bytes, header.strings(), budget);
  }

  /**
   * {@return the name of the entry, such as {@code classes2.dex}; of later files of a container
   * {@code classes.dex!classes2.dex}, {@code classes.dex!classes3.dex}, …}
   */
  public String name() {
    return name;
  }

  /** {@return the position in {@link DexCode#files()}} */
  public int ordinal() {
    return ordinal;
  }

  /** {@return the version of the format, 35 to 41 unless unknown, -1 when it is no number} */
  public int version() {
    return header.version();
  }

  /** {@return the size in bytes of the entry, which the files of a container share} */
  public int sizeInBytes() {
    return bytes.length;
  }

  /**
   * The rules by which ART does not open the file, each with the API levels that have it; what can
   * be read of it is read all the same. The first call reads the whole file.
   *
   * @return empty when every Android from {@link Refusal#OLDEST_API} on opens it
   */
  public List<Refusal> refusals() {
    return refusals(DexCheck.WHOLE);
  }

  /** {@return those of {@link #refusals()} that {@code check} finds} */
  public List<Refusal> refusals(DexCheck check) {
    return verdict(check).refusals();
  }

  /**
   * {@return the first API level from {@link Refusal#OLDEST_API} on whose ART opens the file, or
   * empty when none does}
   */
  public OptionalInt firstApi() {
    return firstApi(DexCheck.WHOLE);
  }

  /** {@return the same as far as {@code check} tells} */
  public OptionalInt firstApi(DexCheck check) {
    return IntStream.rangeClosed(Refusal.OLDEST_API, Refusal.NEWEST_API)
        .filter(api -> refusals(check).stream().noneMatch(refusal -> refusal.holdsAt(api)))
        .findFirst();
  }

  /** {@return what is odd about the file, whether ART refuses it or not} */
  public List<Sighting> sightings() {
    return sightings(DexCheck.WHOLE);
  }

  /** {@return those of {@link #sightings()} that {@code check} finds} */
  public List<Sighting> sightings(DexCheck check) {
    return verdict(check).sightings();
  }

  private DexRules.Verdict verdict(DexCheck check) {
    return verdicts.computeIfAbsent(check, how -> DexRules.of(this, how));
  }

  /** {@return the number of string ids} */
  public int stringCount() {
    return header.strings().size();
  }

  /** {@return the number of type ids} */
  public int typeCount() {
    return header.types().size();
  }

  /** {@return the number of prototype ids} */
  public int protoCount() {
    return header.protos().size();
  }

  /** {@return the number of field ids} */
  public int fieldIdCount() {
    return header.fields().size();
  }

  /** {@return the number of method ids} */
  public int methodIdCount() {
    return header.methods().size();
  }

  /**
   * {@return the number of class definitions of the header; {@link #classes()} may have fewer when
   * a limit was hit}
   */
  public int classCount() {
    return header.classes().size();
  }

  /**
   * {@return the string with id {@code index}}
   *
   * @throws BadCodeException when the id is out of range or its data outside the file
   */
  public String string(int index) {
    return strings.get(index);
  }

  /**
   * {@return the type descriptor with id {@code index}, such as {@code [Ljava/lang/String;}}
   *
   * @throws BadCodeException when the id is out of range or its data outside the file
   */
  public String type(int index) {
    return strings.get(LittleEndian.s4(bytes, row(header.types(), 4, index, "type")));
  }

  /**
   * {@return the prototype with id {@code index}, such as {@code (I[J)V}}
   *
   * @throws BadCodeException when the id is out of range, its data outside the file, or it is
   *     longer than 65,535 chars
   */
  public String proto(int index) {
    int row = row(header.protos(), 12, index, "proto");
    if (protos == null) {
      protos = new @Nullable String[protoCount()];
    }
    String known = protos[index];
    if (known == null) {
      known = readProto(row);
      protos[index] = known;
    }
    return known;
  }

  private String readProto(int row) {
    StringBuilder descriptor = new StringBuilder("(");
    for (int type : typeList(LittleEndian.u4(bytes, row + 8), MAX_PARAMETERS, "parameters")) {
      append(descriptor, type, row);
    }
    append(descriptor.append(')'), LittleEndian.s4(bytes, row + 4), row);
    return descriptor.toString();
  }

  private void append(StringBuilder descriptor, int type, int row) {
    String name = type(type);
    if (MAX_DESCRIPTOR_CHARS - descriptor.length() < name.length()) {
      throw new BadCodeException(row, "method descriptor is longer than 65,535 characters");
    }
    descriptor.append(name);
  }

  /** Type ids of a {@code type_list}: {@code size u4, type_idx u2[size]}; empty at offset 0. */
  int[] typeList(long offset, int maxSize, String field) {
    if (offset == 0) {
      return new int[0];
    }
    DexCursor cursor = DexCursor.at(bytes, offset, field);
    long size = cursor.u4(field);
    if (size > maxSize || cursor.remaining() / 2 < size) {
      throw new BadCodeException(offset, "%s: %d types are too many".formatted(field, size));
    }
    int[] types = new int[(int) size];
    for (int i = 0; i < types.length; i++) {
      types[i] = cursor.u2(field);
    }
    return types;
  }

  /**
   * {@return the method with id {@code index}}
   *
   * @throws BadCodeException when the id or one that it names is out of range
   */
  public MethodId methodId(int index) {
    int row = row(header.methods(), 8, index, "method");
    if (methodIds == null) {
      methodIds = new @Nullable MethodId[methodIdCount()];
    }
    MethodId known = methodIds[index];
    if (known == null) {
      known =
          new MethodId(
              type(LittleEndian.u2(bytes, row)),
              string(LittleEndian.s4(bytes, row + 4)),
              proto(LittleEndian.u2(bytes, row + 2)));
      methodIds[index] = known;
    }
    return known;
  }

  /**
   * {@return the simple name of the method with id {@code index}}
   *
   * @throws BadCodeException when the id or one that it names is out of range
   */
  public String methodName(int index) {
    return string(LittleEndian.s4(bytes, row(header.methods(), 8, index, "method") + 4));
  }

  /**
   * {@return the type descriptor that the method with id {@code index} names as its class}
   *
   * @throws BadCodeException when the id or one that it names is out of range
   */
  public String methodOwner(int index) {
    return type(LittleEndian.u2(bytes, row(header.methods(), 8, index, "method")));
  }

  /**
   * {@return type descriptors of the parameters of the method with id {@code index}, without the
   * receiver}
   *
   * @throws BadCodeException when the id or one that it names is out of range
   */
  public List<String> parameterTypes(int index) {
    int row = protoRow(index);
    int[] types = typeList(LittleEndian.u4(bytes, row + 8), MAX_PARAMETERS, "parameters");
    return Arrays.stream(types).mapToObj(this::type).toList();
  }

  /**
   * {@return type descriptor of the result of the method with id {@code index}, {@code V} for none}
   *
   * @throws BadCodeException when the id or one that it names is out of range
   */
  public String returnType(int index) {
    return type(LittleEndian.s4(bytes, protoRow(index) + 4));
  }

  private int protoRow(int methodIndex) {
    int row = row(header.methods(), 8, methodIndex, "method");
    return row(header.protos(), 12, LittleEndian.u2(bytes, row + 2), "proto");
  }

  /**
   * {@return the field with id {@code index}}
   *
   * @throws BadCodeException when the id or one that it names is out of range
   */
  public FieldId fieldId(int index) {
    int row = row(header.fields(), 8, index, "field");
    if (fieldIds == null) {
      fieldIds = new @Nullable FieldId[fieldIdCount()];
    }
    FieldId known = fieldIds[index];
    if (known == null) {
      known =
          new FieldId(
              type(LittleEndian.u2(bytes, row)),
              string(LittleEndian.s4(bytes, row + 4)),
              type(LittleEndian.u2(bytes, row + 2)));
      fieldIds[index] = known;
    }
    return known;
  }

  /** {@return the classes that the file defines, in its order} */
  public List<DexClass> classes() {
    return classTable().classes();
  }

  /**
   * {@return ids of the strings that begin with {@code prefix}, ascending, found without decoding}
   */
  public int[] stringIdsStartingWith(String prefix) {
    return strings.startingWith(prefix).stream().toArray();
  }

  /**
   * {@return ids of the strings of at most {@code maxBytes} bytes that hold one of some ASCII
   * characters, and of all that cannot be read, ascending, found without decoding}
   *
   * @param characters the characters
   */
  public int[] stringIdsHolding(String characters, int maxBytes) {
    return strings.holding(characters, maxBytes).stream().toArray();
  }

  /** {@return ids of the strings among {@code texts}, ascending, found without decoding} */
  public int[] stringIds(Set<String> texts) {
    return strings.find(texts).stream().toArray();
  }

  /** {@return ids of the types among {@code descriptors}, ascending, found without decoding} */
  public int[] typeIds(Set<String> descriptors) {
    return typesNamed(descriptors).stream().toArray();
  }

  /**
   * {@return ids of the methods with one of the simple names, ascending, found without decoding}
   */
  public int[] methodIdsNamed(Set<String> simpleNames) {
    BitSet names = strings.find(simpleNames);
    return names.isEmpty()
        ? new int[0]
        : rows(header.methods(), row -> contains(names, LittleEndian.s4(bytes, row + 4)));
  }

  /** {@return ids of the methods that are wanted, found without decoding} */
  public WantedMethods.Ids methodIds(WantedMethods wanted) {
    return wanted.in(this);
  }

  /** {@return ids of the methods that name one of the owners, ascending, found without decoding} */
  public int[] methodIdsOwnedBy(Set<String> ownerDescriptors) {
    BitSet owners = typesNamed(ownerDescriptors);
    return owners.isEmpty()
        ? new int[0]
        : rows(header.methods(), row -> owners.get(LittleEndian.u2(bytes, row)));
  }

  /** {@return ids of the fields that name one of the owners, ascending, found without decoding} */
  public int[] fieldIdsOwnedBy(Set<String> ownerDescriptors) {
    BitSet owners = typesNamed(ownerDescriptors);
    return owners.isEmpty()
        ? new int[0]
        : rows(header.fields(), row -> owners.get(LittleEndian.u2(bytes, row)));
  }

  private BitSet typesNamed(Set<String> descriptors) {
    BitSet names = strings.find(descriptors);
    BitSet types = new BitSet(typeCount());
    for (int i = 0, row = header.types().offset();
        i < typeCount() && !names.isEmpty();
        i++, row += 4) {
      if (contains(names, LittleEndian.s4(bytes, row))) {
        types.set(i);
      }
    }
    return types;
  }

  private static boolean contains(BitSet ids, int id) {
    return id >= 0 && ids.get(id);
  }

  private static int[] rows(DexHeader.Table table, IntPredicate wanted) {
    int[] found = new int[16];
    int count = 0;
    for (int i = 0, row = table.offset(); i < table.size(); i++, row += 8) {
      if (wanted.test(row)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = i;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * {@return the code of {@code method}, which must be one of this file with {@link
   * DexMethod#hasCode()}}
   *
   * @throws BadCodeException when the code item or its tries run past the end of the file
   */
  public CodeItem code(DexMethod method) {
    return CodeItem.read(this, method.codeOffset());
  }

  /**
   * Checks the sizes that a reader which trusts them would allocate by. To be called before the
   * file is given to one.
   *
   * @throws BadCodeException when a string, parameter list or call site is larger than can be
   */
  public void checkDeclaredSizes() {
    callSiteCount = DeclaredSizes.check(this);
  }

  /**
   * {@return the number of call sites that {@code invoke-custom} may name}
   *
   * @throws BadCodeException as {@link #checkDeclaredSizes}, which is done first
   */
  public int callSiteCount() {
    if (callSiteCount < 0) {
      checkDeclaredSizes();
    }
    return callSiteCount;
  }

  /**
   * {@return the file for readers that know no containers: a read-only view, for a file of a
   * container a copy whose header is at the start}
   */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(header.isContainer() ? DexContainer.single(bytes, header) : bytes)
        .asReadOnlyBuffer();
  }

  /** {@return how many class members may be read: each takes two bytes at least} */
  long maxMembers() {
    long ids = (long) fieldIdCount() + methodIdCount();
    return header.isContainer() ? Math.min(ids, bytes.length / 2) : bytes.length / 2;
  }

  /** {@return whether the file lies in the very array {@code entry}, maybe beside others} */
  @SuppressWarnings("ReferenceEquality") // Files of one container share one array.
  boolean isIn(byte[] entry) {
    return bytes == entry;
  }

  byte[] bytes() {
    return bytes;
  }

  StringTable strings() {
    return strings;
  }

  DexHeader header() {
    return header;
  }

  ClassTable classTable() {
    return code.classTable(ordinal);
  }

  DexCode owner() {
    return code;
  }

  private int row(DexHeader.Table table, int rowBytes, int index, String what) {
    if (index < 0 || index >= table.size()) {
      throw new BadCodeException(
          table.offset(), what + " id " + Integer.toUnsignedString(index) + " is out of range");
    }
    return table.offset() + rowBytes * index;
  }

  @Override
  public String toString() {
    return name;
  }
}
