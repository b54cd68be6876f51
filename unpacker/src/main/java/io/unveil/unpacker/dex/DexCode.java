package io.unveil.unpacker.dex;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.zip.ArchiveChain;
import io.unveil.unpacker.zip.EntryInflater;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All DEX files of one app. Opening checks headers and id tables; classes, strings and the index
 * over all code are read when first asked for, and kept. Confined to one thread.
 */
public final class DexCode {
  private static final int STORED = 0;

  /** No deflate stream gives more bytes for one of its own. */
  private static final int MAX_DEFLATE_RATIO = 1_032;

  private final Limits limits;
  private final List<DexFile> files = new ArrayList<>();
  private final DexUnread unread;
  private @Nullable List<ClassTable> tables;
  private @Nullable ClassNames names;
  private @Nullable CodeIndex index;

  private DexCode(Limits limits, DexUnread unread) {
    this.limits = limits;
    this.unread = unread;
  }

  /**
   * Inflates and opens the DEX files of an archive, each once, and the archives around them once
   * for neighbours in the list. A file that cannot be read is one of {@link #failures()}.
   *
   * @param bytes the archive; not used after the return
   * @param entries the files in load order; ART reads only stored and deflated ones
   */
  public static DexCode open(ApkBytes bytes, List<UnpackedApk.DexEntry> entries, Limits limits) {
    DexCode code = new DexCode(limits, new DexUnread(limits));
    try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes());
        ArchiveChain around = new ArchiveChain(bytes, limits, inflater)) {
      for (UnpackedApk.DexEntry entry : entries) {
        if (code.files.size() >= limits.maxDexFiles()) {
          code.tooMany(entry.name());
        } else if (entry.method() != STORED && entry.method() != EntryInflater.DEFLATED) {
          code.unread.because(
              entry.name(), "ZIP method %d, which ART refuses".formatted(entry.method()));
        } else {
          code.inflate(around, entry, inflater);
        }
      }
    }
    return code;
  }

  private void inflate(ArchiveChain around, UnpackedApk.DexEntry entry, EntryInflater inflater) {
    long held = files.stream().mapToLong(DexFile::sizeInBytes).sum();
    long most = Math.min(limits.maxDexBytes(), limits.maxTotalDexBytes() - held);
    String limit = most < limits.maxDexBytes() ? "max-total-dex-bytes" : "max-dex-bytes";
    // What deflate can do is believed: inflating it only to see that costs seconds for each file.
    if (entry.declaredBytes() > most
        && entry.declaredBytes() / MAX_DEFLATE_RATIO <= entry.compressedBytes()) {
      unread.limit(
          limit,
          entry.name(),
          "%d bytes where %d may still be read".formatted(entry.declaredBytes(), most));
      return;
    }
    try {
      byte[] dex =
          inflater.inflate(
              around.open(entry.within()),
              entry.dataOffset(),
              entry.compressedBytes(),
              entry.method(),
              entry.declaredBytes(),
              new LimitHit(limit, most, entry.name()));
      add(entry.name(), dex);
    } catch (MalformedApkException e) {
      LimitHit hit = e.limit();
      if (hit == null) {
        unread.because(entry.name(), String.valueOf(e.getMessage()));
      } else {
        unread.limit(hit.limit(), entry.name(), String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Opens DEX files that are in memory.
   *
   * @param dexByName name of each file to its bytes, in load order; the arrays are kept and must
   *     not change
   */
  public static DexCode of(Map<String, byte[]> dexByName, Limits limits) {
    DexCode code = new DexCode(limits, new DexUnread(limits));
    dexByName.forEach(code::add);
    return code;
  }

  private void add(String name, byte[] bytes) {
    if (files.size() >= limits.maxDexFiles()) {
      tooMany(name);
    } else if (bytes.length > limits.maxDexBytes()) {
      unread.limit("max-dex-bytes", name, "larger than %d bytes".formatted(limits.maxDexBytes()));
    } else {
      addAll(name, bytes);
    }
  }

  /** Adds the DEX files of one entry: one, or those of a container. */
  private void addAll(String name, byte[] bytes) {
    DexContainer container = DexContainer.of(bytes, limits.maxDexFiles() - files.size());
    ReadBudget budget = ReadBudget.of(bytes.length, container.headers().size());
    long tableBytes = 0;
    for (int i = 0; i < container.headers().size(); i++) {
      String file = DexContainer.name(name, i);
      if (files.size() >= limits.maxDexFiles()) {
        tooMany(file);
        return;
      }
      try {
        DexHeader header = DexHeader.read(bytes, container.headers().get(i));
        tableBytes += header.tableBytes();
        if (i > 0 && tableBytes > bytes.length) {
          throw new MalformedApkException(
              header.at(), "the tables of the files of this container overlap");
        }
        files.add(new DexFile(this, file, files.size(), bytes, header, budget));
      } catch (MalformedApkException e) {
        unread.because(file, String.valueOf(e.getMessage()));
      }
    }
    if (!container.broken().isEmpty()) {
      unread.because(name, container.broken());
    }
  }

  private void tooMany(String file) {
    unread.limit("max-dex-files", file, "more than %d DEX files".formatted(limits.maxDexFiles()));
  }

  /**
   * {@return the same code without the files whose tables name what is not there; each is one more
   * of {@link #failures()}} ART opens none of them. To be asked for when a name, type or prototype
   * could not be read.
   */
  public DexCode withoutBrokenFiles() {
    DexCode rest = new DexCode(limits, unread.without(files));
    IdentityHashMap<byte[], ReadBudget> budgets = new IdentityHashMap<>();
    for (DexFile file : files) {
      String refusal = IdTables.refusal(file);
      if (refusal == null) {
        rest.files.add(
            new DexFile(
                rest,
                file.name(),
                rest.files.size(),
                file.bytes(),
                file.header(),
                budgets.computeIfAbsent(file.bytes(), this::budget)));
      } else {
        rest.unread.because(file.name(), "left out, since ART refuses it: " + refusal);
      }
    }
    return rest;
  }

  private ReadBudget budget(byte[] entry) {
    long inEntry = files.stream().filter(file -> file.isIn(entry)).count();
    return ReadBudget.of(entry.length, (int) inEntry);
  }

  /**
   * {@return what is odd about the files, in load order, as many as {@link Limits#maxAnomalies()};
   * {@code where} is the name of the file} The first call reads all files.
   */
  public List<Sighting> sightings() {
    return sightings(DexCheck.WHOLE);
  }

  /** {@return those of {@link #sightings()} that {@code check} finds} */
  public List<Sighting> sightings(DexCheck check) {
    return files.stream()
        .flatMap(file -> file.sightings(check).stream())
        .limit(limits.maxAnomalies())
        .toList();
  }

  /** {@return how many deviations {@code check} finds, also those that are not kept} */
  public int sightingCount(DexCheck check) {
    return files.stream().mapToInt(file -> file.sightings(check).size()).sum();
  }

  /**
   * {@return the bounds that were hit, each once for one file; each also has a sentence in {@link
   * #failures()}} Those of classes and methods come when classes are first read.
   */
  public List<LimitHit> limits() {
    return unread.limits();
  }

  /** {@return the files that could be opened, in load order} */
  public List<DexFile> files() {
    return Collections.unmodifiableList(files);
  }

  /**
   * What could not be read and why, one sentence each, such as {@code classes2.dex: string ids run
   * past the end (offset 56)}. Files that could not be opened are there from the start; bad class
   * data comes when classes are first read; methods with bad code are counted in {@link
   * CodeIndex#badReasons()} instead.
   */
  public List<String> failures() {
    return unread.failures();
  }

  /**
   * {@return the class with this type descriptor, or null; the first definition in load order wins,
   * as in ART}
   */
  public @Nullable DexClass find(String descriptor) {
    if (names == null) {
      names =
          ClassNames.of(
              tables(),
              (file, e) -> unread.because(file.name(), "class without a name: " + e.getMessage()));
    }
    return names.find(descriptor);
  }

  /** {@return the number of classes that the files define} */
  public int classCount() {
    return tables().stream().mapToInt(ClassTable::classCount).sum();
  }

  /** {@return the number of methods that the files define, with or without code} */
  public int methodCount() {
    List<ClassTable> all = tables();
    return all.isEmpty() ? 0 : all.getLast().firstOrdinal() + all.getLast().methodCount();
  }

  /**
   * {@return the method with this ordinal}
   *
   * @param ordinal 0 to {@link #methodCount()} - 1, in the order of files and classes
   */
  public DexMethod method(int ordinal) {
    List<ClassTable> all = tables();
    for (int i = all.size() - 1; i >= 0; i--) {
      ClassTable table = all.get(i);
      if (ordinal >= table.firstOrdinal()) {
        return table.method(ordinal - table.firstOrdinal());
      }
    }
    throw new IndexOutOfBoundsException(ordinal);
  }

  /** {@return the index over all code; the first call makes it} */
  public CodeIndex index() {
    if (index == null) {
      index = CodeWalk.index(tables(), files);
    }
    return index;
  }

  ClassTable classTable(int file) {
    return tables().get(file);
  }

  private List<ClassTable> tables() {
    if (tables == null) {
      tables = readTables();
    }
    return tables;
  }

  private List<ClassTable> readTables() {
    List<ClassTable> all = new ArrayList<>(files.size());
    int ordinal = 0;
    int classesLeft = limits.maxClasses();
    for (DexFile file : files) {
      ClassTable table = new ClassTable(file, ordinal, classesLeft, limits.maxMethods() - ordinal);
      all.add(table);
      ordinal += table.methodCount();
      classesLeft -= table.classCount();
      table.failures().forEach(reason -> unread.because(file.name(), reason));
      sayLeftOut(file, table);
    }
    return all;
  }

  private void sayLeftOut(DexFile file, ClassTable table) {
    int left = table.classesLeftOut();
    if (left > 0) {
      String reason = "%d of %d classes left out".formatted(left, file.classCount());
      unread.limit("max-classes", file.name(), reason);
    }
    if (table.cutAtClass() >= 0) {
      String reason = "methods left out from class definition %d on".formatted(table.cutAtClass());
      unread.limit("max-methods", file.name(), reason);
    }
  }
}
