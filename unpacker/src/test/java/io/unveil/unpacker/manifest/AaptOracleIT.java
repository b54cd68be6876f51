package io.unveil.unpacker.manifest;

import io.unveil.fixtures.Oracle;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceValue;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our tree of a manifest is the one that Android's own reader (Debian's {@code aapt}) gives. */
class AaptOracleIT {
  private static final Path ROOT = Path.of(System.getProperty("unveil.root", "."));
  private static final Path CORPORA = ROOT.resolve("../shared/corpora");
  private static final Path DIFFERENCES =
      ROOT.resolve("unpacker/src/test/resources/oracle/aapt-differences.tsv");

  private static final Pattern LINE = Pattern.compile("( *)([NEAC]): (.*)", Pattern.DOTALL);
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(.*?)(?:\\((0x[0-9a-f]+)\\))?=(\\(type 0x|\\(null\\)|[@?]0x|\").*", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void manifests_areReadAsAaptReadsThem() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(CORPORA), () -> "skipped: no corpora at " + CORPORA);
    Oracle aapt = Oracle.of("aapt", DIFFERENCES);
    for (String corpus : List.of("malformed/apk", "malformed/axml", "droidbench/apk")) {
      for (Path file : files(CORPORA.resolve(corpus))) {
        compare(aapt, corpus + "/" + file.getFileName(), apk(file));
      }
    }
    aapt.close();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.toString().endsWith(".apk") || f.toString().endsWith(".xml"))
          .sorted()
          .toList();
    }
  }

  private Path apk(Path file) throws IOException {
    if (file.toString().endsWith(".apk")) {
      return file;
    }
    ZipWriter zip = new ZipWriter();
    zip.addStored(ManifestReader.FILE, Files.readAllBytes(file));
    return Files.write(folder.resolve("wrapped.apk"), zip.toBytes());
  }

  private static void compare(Oracle aapt, String name, Path apk) throws IOException {
    Oracle.Answer answer = aapt.ask("dump", "xmltree", apk.toString(), ManifestReader.FILE);
    if (answer.status() != 0 || answer.lines().isEmpty()) {
      aapt.refused();
      return;
    }
    List<String> theirs = theirs(answer.lines());
    List<String> ours = ours(apk);
    aapt.compared(name, difference(theirs, ours));
  }

  private static String difference(List<String> theirs, List<String> ours) {
    for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
      String their = i < theirs.size() ? theirs.get(i) : "(end)";
      String our = i < ours.size() ? ours.get(i) : "(end)";
      if (!their.equals(our)) {
        return "line " + i + ": aapt '" + their + "', we '" + our + "'";
      }
    }
    return "";
  }

  /** Depth and tag of each element, and of each attribute its id or name with its value. */
  private static List<String> theirs(List<String> lines) {
    List<String> tree = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (String line : joined(lines)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      int indent = matcher.group(1).length();
      switch (matcher.group(2)) {
        // A namespace takes a step of indentation too, and need not end where its element does.
        case "N" -> close(open, indent);
        case "E" -> {
          close(open, indent);
          open.push(indent);
          String tag = matcher.group(3).replaceFirst(" \\(line=\\d+\\)$", "");
          tree.add(open.size() + " <" + tag.substring(tag.lastIndexOf(':') + 1) + ">");
        }
        case "A" -> tree.add(theirAttribute(matcher.group(3)));
        default -> {}
      }
    }
    return tree;
  }

  private static void close(Deque<Integer> open, int indent) {
    while (!open.isEmpty() && open.peek() >= indent) {
      open.pop();
    }
  }

  /** A value with a line break goes on in the next line; comments stand on lines of their own. */
  private static List<String> joined(List<String> lines) {
    List<String> joined = new ArrayList<>();
    for (String line : lines) {
      if (LINE.matcher(line).matches() || joined.isEmpty()) {
        joined.add(line);
      } else if (!line.strip().startsWith("<!--")) {
        joined.add(joined.removeLast() + "\n" + line);
      }
    }
    return joined;
  }

  private static String theirAttribute(String text) {
    Matcher matcher = ATTRIBUTE.matcher(text);
    if (!matcher.matches()) {
      return text;
    }
    String value = text.substring(matcher.start(3));
    int raw = value.lastIndexOf(" (Raw: \"");
    value = raw < 0 ? value : value.substring(0, raw);
    String id = matcher.group(2);
    String name = matcher.group(1);
    return (id == null ? name.substring(name.lastIndexOf(':') + 1) : id) + "=" + value;
  }

  private static List<String> ours(Path apk) throws IOException {
    List<String> tree = new ArrayList<>();
    Limits limits = Limits.DEFAULT;
    Sightings sightings = new Sightings(100);
    try (ApkBytes bytes = ApkBytes.map(apk, limits);
        EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes())) {
      ZipArchive archive = ZipArchive.read(bytes, limits, sightings, new Unread());
      ZipEntry entry = archive.find(ManifestReader.FILE);
      if (entry == null) {
        return List.of("no manifest");
      }
      byte[] data = archive.read(entry, View.ASSET, inflater, limits.maxManifestBytes());
      XmlElement root =
          XmlReader.read(
              MemorySegment.ofArray(data), ManifestReader.FILE, limits, sightings, new Unread());
      if (root != null) {
        add(tree, 1, root);
      }
    } catch (MalformedApkException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    return tree;
  }

  private static void add(List<String> tree, int depth, XmlElement element) {
    tree.add(depth + " <" + element.name() + ">");
    for (XmlAttribute attribute : element.attributes()) {
      String name =
          attribute.id() == 0
              ? attribute.name()
              : String.format(Locale.ROOT, "0x%08x", attribute.id());
      tree.add(name + "=" + value(attribute));
    }
    element.children().forEach(child -> add(tree, depth + 1, child));
  }

  private static String value(XmlAttribute attribute) {
    ResourceValue value = attribute.value();
    return switch (value.type()) {
      case 0 -> "(null)";
      case ResourceValue.REFERENCE -> String.format(Locale.ROOT, "@0x%08x", value.data());
      case ResourceValue.ATTRIBUTE -> String.format(Locale.ROOT, "?0x%08x", value.data());
      case ResourceValue.STRING -> "\"" + escaped(String.valueOf(attribute.text())) + "\"";
      default -> String.format(Locale.ROOT, "(type 0x%x)0x%x", value.type(), value.data());
    };
  }

  /** As aapt's {@code ResTable::normalizeForOutput}, which ends at the first zero. */
  private static String escaped(String text) {
    int zero = text.indexOf('\0');
    String shown = zero < 0 ? text : text.substring(0, zero);
    return shown.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }
}
