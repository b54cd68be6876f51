package io.unveil.unpacker.dex;

import io.unveil.fixtures.Oracle;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Classes, their superclasses, methods and the sizes of their code are those that ART's own reader
 * (Debian's {@code dexdump}, libdexfile of Android 11) gives.
 */
class DexdumpOracleIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  private static final Path CORPORA = ROOT.resolve("../shared/corpora");
  private static final Path DIFFERENCES =
      ROOT.resolve("unpacker/src/test/resources/oracle/dexdump-differences.tsv");

  @TempDir Path folder;

  @Test
  void classesAndMethods_areThoseOfDexdump() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(CORPORA), () -> "skipped: no corpora at " + CORPORA);
    Oracle dexdump = Oracle.of("dexdump", DIFFERENCES);
    for (Path file : files(CORPORA.resolve("malformed/dex"), ".dex")) {
      compare(dexdump, "malformed/dex/" + file.getFileName(), file);
    }
    for (String corpus : List.of("malformed/apk", "droidbench/apk")) {
      for (Path file : files(CORPORA.resolve(corpus), ".apk")) {
        compareAll(dexdump, corpus + "/" + file.getFileName(), file);
      }
    }
    dexdump.close();
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(f -> Files.isRegularFile(f) && f.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private void compareAll(Oracle dexdump, String name, Path apk) throws IOException {
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      for (DexFile file : DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT).files()) {
        byte[] dex = new byte[file.buffer().remaining()];
        file.buffer().get(dex);
        Path alone = Files.write(folder.resolve("alone.dex"), dex);
        compare(dexdump, name + "!" + file.name(), alone);
      }
    } catch (MalformedApkException e) {
      dexdump.refused();
    }
  }

  private static void compare(Oracle dexdump, String name, Path dex) throws IOException {
    Oracle.Answer answer = dexdump.ask(dex.toString());
    if (answer.status() != 0) {
      dexdump.refused();
      return;
    }
    List<String> theirs = theirs(answer.lines());
    List<String> ours = ours(Files.readAllBytes(dex));
    dexdump.compared(name, difference(theirs, ours));
  }

  private static String difference(List<String> theirs, List<String> ours) {
    for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
      String their = i < theirs.size() ? theirs.get(i) : "(end)";
      String our = i < ours.size() ? ours.get(i) : "(end)";
      if (!their.equals(our)) {
        return "line " + i + ": dexdump '" + their + "', we '" + our + "'";
      }
    }
    return "";
  }

  private static List<String> theirs(List<String> lines) {
    List<String> read = new ArrayList<>();
    String descriptor = "";
    String name = "";
    for (String line : lines) {
      int colon = line.indexOf(':');
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (line.startsWith("  Class descriptor  :")) {
        descriptor = unquoted(value);
        read.add("class " + descriptor);
      } else if (line.startsWith("  Superclass        :")) {
        read.add("super " + unquoted(value));
      } else if (line.startsWith("      name          :")) {
        name = unquoted(value);
      } else if (line.startsWith("      type          :")) {
        name += unquoted(value);
      } else if (line.startsWith("      code          : (none)")) {
        read.add("method " + name + " none");
      } else if (line.startsWith("      registers     :")) {
        name += " " + value;
      } else if (line.startsWith("      ins           :")) {
        name += "/" + value;
      } else if (line.startsWith("      insns size    :")) {
        read.add("method " + name + " " + value.substring(0, value.indexOf(' ')));
      }
    }
    return read;
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("'")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static List<String> ours(byte[] bytes) {
    List<String> read = new ArrayList<>();
    DexCode code = DexReading.open(bytes);
    for (DexFile file : code.files()) {
      for (DexClass type : file.classes()) {
        read.add("class " + type.descriptor());
        if (type.superclass() != null) {
          read.add("super " + type.superclass());
        }
        for (DexMethod method : type.methods()) {
          read.add("method " + method(file, method));
        }
      }
    }
    read.addAll(code.failures());
    return read;
  }

  private static String method(DexFile file, DexMethod method) {
    String signature = method.id().name() + method.id().descriptor();
    if (!method.hasCode()) {
      return signature + " none";
    }
    CodeItem item;
    try {
      item = file.code(method);
    } catch (BadCodeException e) {
      return signature + " " + e.getMessage();
    }
    return String.format(
        Locale.ROOT, "%s %d/%d %d", signature, item.registers(), item.ins(), item.units());
  }
}
