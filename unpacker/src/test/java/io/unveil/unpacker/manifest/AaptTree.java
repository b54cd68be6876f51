package io.unveil.unpacker.manifest;

import io.unveil.fixtures.Oracle;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Anomaly;
import io.unveil.unpacker.anomaly.InstallReads;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.resources.ResourceValue;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A binary XML document as lines that can be compared: from {@code aapt dump xmltree}, and ours.
 */
final class AaptTree {
  private static final Pattern LINE = Pattern.compile("( *)([NEAC]): (.*)", Pattern.DOTALL);
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(.*?)(?:\\((0x[0-9a-f]+)\\))?=(\\(type 0x|\\(null\\)|[@?]0x|\").*", Pattern.DOTALL);

  /** What Debian's aapt is made from: Android 10. */
  private static final int API = 29;

  /** It reads assets with AssetManager, as Android did up to 8.1. */
  private static final View ITS_VIEW = View.ASSET_BEFORE_28;

  private static final List<String> REFUSED = List.of("refused");

  /** Those for which ResXMLTree::setTo fails; at others the document merely ends. */
  private static final Set<Anomaly> NOT_OPENED =
      Set.of(Anomaly.XML_TRUNCATED, Anomaly.XML_STRING_POOL);

  private AaptTree() {}

  /** {@return where aapt's tree of a manifest and ours part, empty when they agree} */
  static String difference(Oracle aapt, Path apk) throws IOException {
    Oracle.Answer answer = aapt.ask("dump", "xmltree", apk.toString(), ManifestReader.FILE);
    return difference(answer.isYes() ? theirs(answer.lines()) : REFUSED, manifest(apk));
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

  /** A value with a line break goes on in the next line; comments and complaints are no values. */
  private static List<String> joined(List<String> lines) {
    List<String> joined = new ArrayList<>();
    for (String line : lines) {
      if (LINE.matcher(line).matches() || joined.isEmpty()) {
        joined.add(line);
      } else if (!line.strip().startsWith("<!--") && !line.strip().startsWith("*** BAD END")) {
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

  private static List<String> manifest(Path apk) throws IOException {
    Limits limits = Limits.DEFAULT;
    Sightings sightings = new Sightings(limits.maxAnomalies());
    try (ApkBytes bytes = ApkBytes.map(apk, limits);
        EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes())) {
      ZipArchive archive = ZipArchive.read(bytes, limits, sightings, new Unread());
      ZipEntry entry = archive.find(ManifestReader.FILE);
      return isRefused(sightings) || entry == null
          ? REFUSED
          : document(
              archive.asAndroid(
                  entry, ITS_VIEW, inflater, limits.hit("max-manifest-bytes", entry.name())));
    } catch (MalformedApkException e) {
      return REFUSED;
    }
  }

  /** Whether Android of that level refuses the archive, or the manifest's entry. */
  private static boolean isRefused(Sightings sightings) {
    InstallReads manifest = (entry, _) -> entry.equals(ManifestReader.FILE) ? Refusal.EVERY_API : 0;
    return sightings.refusals(manifest).stream().anyMatch(refusal -> refusal.holdsAt(API));
  }

  private static List<String> document(byte[] bytes) {
    Sightings sightings = new Sightings(100);
    MemorySegment document = MemorySegment.ofArray(bytes);
    XmlElement root =
        XmlReader.read(document, ManifestReader.FILE, Limits.DEFAULT, sightings, new Unread());
    return sightings.inFileOrder().stream().anyMatch(s -> NOT_OPENED.contains(s.kind()))
        ? REFUSED
        : ours(root);
  }

  private static List<String> ours(@Nullable XmlElement root) {
    List<String> tree = new ArrayList<>();
    if (root != null) {
      add(tree, 1, root);
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

  /** aapt shows strings as they were written, whatever the typed value says. */
  private static String value(XmlAttribute attribute) {
    ResourceValue value = attribute.value();
    return switch (value.type()) {
      case 0 -> "(null)";
      case ResourceValue.REFERENCE -> String.format(Locale.ROOT, "@0x%08x", value.data());
      case ResourceValue.ATTRIBUTE -> String.format(Locale.ROOT, "?0x%08x", value.data());
      case ResourceValue.STRING ->
          "\"" + escaped(Objects.requireNonNullElse(attribute.raw(), "")) + "\"";
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
