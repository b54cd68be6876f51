package io.unveil.unpacker.dex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The defined classes and methods of one DEX file as arrays: one walk over {@code class_defs} and
 * {@code class_data}, nothing decoded.
 *
 * <pre>
 * class_def: class_idx u4, access_flags u4, superclass_idx u4, interfaces_off u4, source_file_idx u4,
 *            annotations_off u4, class_data_off u4, static_values_off u4
 * class_data: static_fields, instance_fields, direct_methods, virtual_methods sizes uleb128, then the members:
 *             field = (idx_diff, access_flags), method = (idx_diff, access_flags, code_off), all uleb128
 * </pre>
 *
 * A member takes two bytes at least and ART lets no two classes share data, so a file with more
 * members than half its bytes is cut there. What is cut is a failure of {@link DexCode}.
 */
final class ClassTable {
  private static final int CLASS_DEF_BYTES = 32;

  private final DexFile file;
  private final int firstOrdinal;
  private final List<String> failures = new ArrayList<>();
  private int cutAtClass = -1;
  private final int classCount;
  private final int[] firstMethod;
  private int[] methodIndex = new int[256];
  private int[] accessFlags = new int[256];
  private int[] codeOffset = new int[256];
  private int methodCount;
  private long membersLeft;
  private int methodsLeft;
  private @Nullable List<DexClass> classes;
  private @Nullable DexMethod @Nullable [] methods;

  /**
   * @param firstOrdinal ordinal of the first method of this file
   * @param maxClasses classes that may still be read
   * @param maxMethods methods that may still be read
   */
  ClassTable(DexFile file, int firstOrdinal, int maxClasses, int maxMethods) {
    this.file = file;
    this.firstOrdinal = firstOrdinal;
    this.membersLeft = file.maxMembers();
    this.methodsLeft = maxMethods;
    this.classCount = Math.min(file.classCount(), maxClasses);
    this.firstMethod = new int[classCount + 1];
    readAll();
  }

  private void readAll() {
    DexCursor cursor = new DexCursor(file.bytes(), 0);
    for (int i = 0; i < classCount; i++) {
      firstMethod[i] = methodCount;
      long offset = LittleEndian.u4(file.bytes(), classDef(i) + 24);
      if (offset == 0 || cutAtClass >= 0) {
        continue;
      }
      try {
        if (offset >= file.sizeInBytes()) {
          throw new BadCodeException(offset, "class data lies outside the file");
        }
        cursor.move((int) offset);
        if (!readMembers(cursor)) {
          cutAtClass = i;
        }
      } catch (BadCodeException e) {
        failures.add("class definition %d: %s".formatted(i, e.getMessage()));
      }
    }
    firstMethod[classCount] = methodCount;
  }

  /** Returns false when there are more methods than may be read. */
  private boolean readMembers(DexCursor cursor) {
    long fields = Integer.toUnsignedLong(cursor.uleb("number of static fields"));
    fields += Integer.toUnsignedLong(cursor.uleb("number of instance fields"));
    long direct = Integer.toUnsignedLong(cursor.uleb("number of direct methods"));
    long virtual = Integer.toUnsignedLong(cursor.uleb("number of virtual methods"));
    take(fields + direct + virtual, cursor);
    for (long i = 0; i < fields; i++) {
      cursor.uleb("field index");
      cursor.uleb("field flags");
    }
    return readMethods(cursor, direct) && readMethods(cursor, virtual);
  }

  private void take(long members, DexCursor cursor) {
    if (membersLeft < members) {
      throw new BadCodeException(
          cursor.position(), "classes have more members than the file has room for");
    }
    membersLeft -= members;
  }

  private boolean readMethods(DexCursor cursor, long count) {
    int index = 0;
    for (long i = 0; i < count; i++) {
      index += cursor.uleb("method index");
      int flags = cursor.uleb("method flags");
      int offset = cursor.uleb("code offset");
      if (index < 0 || index >= file.methodIdCount()) {
        throw new BadCodeException(cursor.position(), "method index is out of range");
      }
      if (methodsLeft == 0) {
        return false;
      }
      methodsLeft--;
      add(index, flags, offset);
    }
    return true;
  }

  private void add(int index, int flags, int offset) {
    if (methodCount == methodIndex.length) {
      methodIndex = Arrays.copyOf(methodIndex, 2 * methodCount);
      accessFlags = Arrays.copyOf(accessFlags, 2 * methodCount);
      codeOffset = Arrays.copyOf(codeOffset, 2 * methodCount);
    }
    methodIndex[methodCount] = index;
    accessFlags[methodCount] = flags;
    codeOffset[methodCount] = offset;
    methodCount++;
  }

  /** {@return the offset of the definition of class {@code i}} */
  int classDef(int i) {
    return file.header().classes().offset() + CLASS_DEF_BYTES * i;
  }

  DexFile file() {
    return file;
  }

  List<String> failures() {
    return failures;
  }

  /** {@return classes that the file defines and that are beyond the bound} */
  int classesLeftOut() {
    return file.classCount() - classCount;
  }

  /**
   * {@return the class definition from which on methods were left out since there are more than the
   * bound, -1 when there are not}
   */
  int cutAtClass() {
    return cutAtClass;
  }

  int classCount() {
    return classCount;
  }

  int methodCount() {
    return methodCount;
  }

  int firstOrdinal() {
    return firstOrdinal;
  }

  /**
   * Code offset of the method with local number {@code i}, as the bits of a u4; 0 when it has none.
   */
  int codeOffset(int i) {
    return codeOffset[i];
  }

  List<DexClass> classes() {
    if (classes == null) {
      List<DexClass> all = new ArrayList<>(classCount);
      for (int i = 0; i < classCount; i++) {
        all.add(new DexClass(file, classDef(i), firstMethod[i], firstMethod[i + 1]));
      }
      classes = Collections.unmodifiableList(all);
    }
    return classes;
  }

  /** {@return the method with local number {@code i}, always the same object} */
  DexMethod method(int i) {
    if (methods == null) {
      methods = new @Nullable DexMethod[methodCount];
    }
    DexMethod known = methods[i];
    if (known == null) {
      DexClass owner = classes().get(classOf(i));
      known = new DexMethod(firstOrdinal + i, owner, methodIndex[i], accessFlags[i], codeOffset[i]);
      methods[i] = known;
    }
    return known;
  }

  /**
   * The last class whose first method is at or before {@code method}: classes without methods share
   * that number.
   */
  private int classOf(int method) {
    int low = 0;
    int high = classCount - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firstMethod[middle] <= method) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
