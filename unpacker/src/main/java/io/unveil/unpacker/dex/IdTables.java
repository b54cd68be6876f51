package io.unveil.unpacker.dex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the tables of a DEX file name only what is there, as ART's {@code DexFileVerifier}
 * does before it opens a file. What passes can be asked for any name, type or prototype by a valid
 * id. Cost: the tables once, and the file's length for its strings.
 */
final class IdTables {
  private static final int NO_INDEX = 0xffff_ffff;
  private static final int MAX_TYPES_IN_LIST = 65_535;

  private final DexFile file;
  private final byte[] bytes;
  private final DexHeader header;

  private IdTables(DexFile file) {
    this.file = file;
    this.bytes = file.bytes();
    this.header = file.header();
  }

  /** {@return the first reason for which ART would refuse the file, or null when all holds} */
  static @Nullable String refusal(DexFile file) {
    IdTables tables = new IdTables(file);
    try {
      tables.strings();
      tables.types();
      for (int i = 0; i < file.protoCount(); i++) {
        tables.proto(row(tables.header.protos(), 12, i));
      }
      tables.members(tables.header.fields(), file.typeCount(), "type");
      tables.members(tables.header.methods(), file.protoCount(), "proto");
      for (int i = 0; i < file.classCount(); i++) {
        tables.classDefinition(row(tables.header.classes(), 32, i));
      }
      return null;
    } catch (BadCodeException e) {
      return e.getMessage();
    }
  }

  private static int row(DexHeader.Table table, int rowBytes, int index) {
    return table.offset() + rowBytes * index;
  }

  private void strings() {
    long left = bytes.length;
    for (int i = 0; i < file.stringCount(); i++) {
      int row = row(header.strings(), 4, i);
      DexCursor cursor = DexCursor.at(bytes, LittleEndian.u4(bytes, row), "string data");
      cursor.uleb("string size");
      int end = Mutf8.end(bytes, cursor.position());
      if (end < 0) {
        throw new BadCodeException(row, "string runs past the end of the file");
      }
      left -= end - cursor.position();
      if (left < 0) {
        throw new BadCodeException(row, "strings overlap: together they are longer than the file");
      }
    }
  }

  private void types() {
    for (int i = 0; i < file.typeCount(); i++) {
      int row = row(header.types(), 4, i);
      below(file.stringCount(), LittleEndian.s4(bytes, row), row, "string");
    }
  }

  private void proto(int row) {
    int result = LittleEndian.s4(bytes, row + 4);
    below(file.typeCount(), result, row, "type");
    int[] parameters =
        file.typeList(LittleEndian.u4(bytes, row + 8), DexFile.MAX_PARAMETERS, "parameters");
    Arrays.stream(parameters).forEach(type -> below(file.typeCount(), type, row, "type"));
    int length =
        Arrays.stream(parameters).map(type -> file.type(type).length()).sum()
            + file.type(result).length();
    if (length > DexFile.MAX_DESCRIPTOR_CHARS - 2) {
      throw new BadCodeException(row, "method descriptor is longer than 65,535 characters");
    }
  }

  /** Rows of fields and methods: {@code class u2, type or proto u2, name u4}. */
  private void members(DexHeader.Table table, int seconds, String second) {
    for (int i = 0; i < table.size(); i++) {
      int row = row(table, 8, i);
      below(file.typeCount(), LittleEndian.u2(bytes, row), row, "type");
      below(seconds, LittleEndian.u2(bytes, row + 2), row, second);
      below(file.stringCount(), LittleEndian.s4(bytes, row + 4), row, "string");
    }
  }

  private void classDefinition(int row) {
    below(file.typeCount(), LittleEndian.s4(bytes, row), row, "type");
    int superclass = LittleEndian.s4(bytes, row + 8);
    if (superclass != NO_INDEX) {
      below(file.typeCount(), superclass, row, "type");
    }
    for (int type :
        file.typeList(LittleEndian.u4(bytes, row + 12), MAX_TYPES_IN_LIST, "interfaces")) {
      below(file.typeCount(), type, row, "type");
    }
  }

  private static void below(int count, int id, int row, String what) {
    if (id < 0 || id >= count) {
      throw new BadCodeException(
          row, what + " id " + Integer.toUnsignedString(id) + " is out of range");
    }
  }
}
