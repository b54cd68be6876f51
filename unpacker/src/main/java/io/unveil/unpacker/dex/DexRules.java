package io.unveil.unpacker.dex;

import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Adler32;

/**
 * The rules by which ART opens a DEX file (AOSP {@code dex_file_verifier.cc}, {@code CheckHeader}
 * and {@code CheckMap}), and what else is odd about its header.
 */
final class DexRules {
  private static final int ENDIAN_CONSTANT = 0x1234_5678;
  private static final int MAX_TYPES = 65_535;

  /** Last Android whose verifier wants the file size to be exact. */
  private static final int LAST_EXACT_SIZE_API = 33;

  /** First Android that knows each version from 035 on; 0 for never. */
  private static final int[] FIRST_API = {1, 0, 24, 26, 28, 30, 36};

  private static final int OLDEST_VERSION = 35;

  private final DexFile file;
  private final byte[] bytes;
  private final DexHeader header;
  private final int at;
  private final DexCheck check;
  private final List<Sighting> sightings = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  private DexRules(DexFile file, DexCheck check) {
    this.check = check;
    this.file = file;
    this.bytes = file.bytes();
    this.header = file.header();
    this.at = header.at();
  }

  /**
   * @param sightings what is odd, in the order of the header
   * @param refusals the rules by which ART refuses the file
   */
  record Verdict(List<Sighting> sightings, List<Refusal> refusals) {}

  static Verdict of(DexFile file, DexCheck check) {
    DexRules rules = new DexRules(file, check);
    rules.version();
    rules.fields();
    if (rules.header.isContainer()) {
      rules.container();
    }
    rules.fileSize();
    rules.sections();
    rules.map();
    String tables = check == DexCheck.WHOLE ? IdTables.refusal(file) : null;
    if (tables != null) {
      rules.always(Anomaly.DEX_TABLES, 56, tables);
    }
    if (check == DexCheck.WHOLE && rules.refusals.stream().noneMatch(Refusal::isAlways)) {
      rules.structure();
    }
    return new Verdict(List.copyOf(rules.sightings), List.copyOf(rules.refusals));
  }

  /** Needs the map list and the tables, which hold by now. */
  private void structure() {
    try {
      Sections.check(file);
      IdOrder.check(file);
    } catch (BadCodeException e) {
      String reason = String.valueOf(e.getMessage());
      sightings.add(new Sighting(Anomaly.DEX_STRUCTURE, e.offset(), file.name(), reason));
      refusals.add(Refusal.always(file + ": " + reason));
    }
  }

  private void version() {
    int version = header.version();
    int known = version - OLDEST_VERSION;
    int first = known < 0 || known >= FIRST_API.length ? 0 : FIRST_API[known];
    if (first == 0) {
      String digits = HexFormat.of().formatHex(bytes, at + 4, at + 8);
      always(
          Anomaly.DEX_VERSION,
          4,
          version < 0
              ? "version is not three digits and a zero: " + digits
              : "version %03d is unknown to Android".formatted(version));
    } else if (first > 1) {
      refusals.add(
          new Refusal(
              "%s: DEX version %03d came with API level %d".formatted(file, version, first),
              1,
              first - 1));
    }
  }

  private void fields() {
    int headerSize = header.isContainer() ? DexHeader.CONTAINER_BYTES : DexHeader.BYTES;
    long declared = u4(36);
    if (declared != headerSize) {
      always(Anomaly.DEX_HEADER, 36, "header size is %d, not %d".formatted(declared, headerSize));
    }
    if (u4(40) != ENDIAN_CONSTANT) {
      always(Anomaly.DEX_HEADER, 40, "endian tag is 0x%08x, not 0x12345678".formatted(u4(40)));
    }
  }

  private void container() {
    long size = u4(112);
    long offset = u4(116);
    if (offset != at) {
      always(
          Anomaly.DEX_CONTAINER, 116, "header offset is %d, it lies at %d".formatted(offset, at));
    }
    if (size <= at || size - at < header.fileSize() || size > bytes.length) {
      always(
          Anomaly.DEX_CONTAINER,
          112,
          "container of %d bytes with a file of %d bytes at %d, there are %d bytes"
              .formatted(size, header.fileSize(), at, bytes.length));
    }
  }

  private void fileSize() {
    long there = (long) bytes.length - at;
    long declared = header.fileSize();
    if (declared < DexHeader.BYTES || declared > there) {
      always(Anomaly.DEX_FILE_SIZE, 32, sizes(declared, there));
      return;
    }
    if (!header.isContainer() && declared < there) {
      String detail = sizes(declared, there);
      sightings.add(new Sighting(Anomaly.DEX_FILE_SIZE, at + 32L, file.name(), detail));
      refusals.add(new Refusal(file + ": " + detail, 1, LAST_EXACT_SIZE_API));
    }
    checksums((int) declared);
  }

  private static String sizes(long declared, long there) {
    return "file size is %d, there are %d bytes".formatted(declared, there);
  }

  private void checksums(int size) {
    Adler32 adler = new Adler32();
    adler.update(bytes, at + 12, size - 12);
    if (adler.getValue() != u4(8)) {
      always(
          Anomaly.DEX_CHECKSUM,
          8,
          "Adler-32 is %08x, the file has %08x".formatted(u4(8), adler.getValue()));
    }
    if (check == DexCheck.WHOLE) {
      signature(size);
    }
  }

  private void signature(int size) {
    MessageDigest sha1 = sha1();
    sha1.update(bytes, at + 32, size - 32);
    byte[] digest = sha1.digest();
    if (!Arrays.equals(digest, 0, 20, bytes, at + 12, at + 32)) {
      String declared = HexFormat.of().formatHex(bytes, at + 12, at + 32);
      sightings.add(
          new Sighting(
              Anomaly.DEX_SIGNATURE,
              at + 12L,
              file.name(),
              "SHA-1 is %s, the file has %s"
                  .formatted(declared, HexFormat.of().formatHex(digest))));
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-1", e);
    }
  }

  private void sections() {
    link();
    if (header.types().size() > MAX_TYPES || header.protos().size() > MAX_TYPES) {
      always(
          Anomaly.DEX_TOO_MANY_IDS,
          64,
          "%d type ids and %d proto ids, 65,535 each are the most"
              .formatted(header.types().size(), header.protos().size()));
    }
    String[] names = {"string", "type", "proto", "field", "method", "class"};
    for (int i = 0; i < names.length; i++) {
      long size = u4(56 + 8 * i);
      long offset = u4(60 + 8 * i);
      if (size == 0 ? offset != 0 : offset % 4 != 0) {
        always(
            Anomaly.DEX_TABLES,
            56 + 8 * i,
            "table of %s ids: %d rows at offset %d".formatted(names[i], size, offset));
      }
    }
  }

  private void link() {
    long size = u4(44);
    long offset = u4(48);
    if (size == 0 && offset == 0) {
      return;
    }
    String detail = "link section of %d bytes at offset %d".formatted(size, offset);
    if (size == 0 || offset >= bytes.length || bytes.length - offset < size) {
      refusals.add(Refusal.always(file + ": " + detail + " is not in the file"));
    }
    sightings.add(new Sighting(Anomaly.DEX_LINK_SECTION, at + 44L, file.name(), detail));
  }

  private void map() {
    String problem = MapList.problem(file);
    if (problem != null) {
      always(Anomaly.DEX_MAP_LIST, 52, problem);
    }
  }

  private long u4(int field) {
    return LittleEndian.u4(bytes, at + field);
  }

  private void always(Anomaly kind, int field, String detail) {
    sightings.add(new Sighting(kind, at + (long) field, file.name(), detail));
    refusals.add(Refusal.always(file + ": " + detail));
  }
}
