package io.unveil.unpacker.fuzz;

import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.BinaryXml;
import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.ResourceTable;
import io.unveil.fixtures.ZipQuine;
import io.unveil.fixtures.ZipWriter;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Sightings;
import io.unveil.unpacker.zip.EntryInflater;
import io.unveil.unpacker.zip.View;
import io.unveil.unpacker.zip.ZipArchive;
import io.unveil.unpacker.zip.ZipEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Small good inputs of every kind, built by code, from which a fuzzer starts. */
final class Seeds {
  private static final int FOOTER_BYTES = 24;

  private static final String SOURCE =
      """
      package a;
      @Deprecated
      public class Small implements Runnable, java.io.Serializable {
        static final int A = 7; static final String B = "text \\u00e9"; static final long C = 1L << 40;
        static final double D = 2.5; static final Class<?>[] E = {String.class, int[].class};
        int[] table = {1, 2, 3, 4, 5, 6, 7, 8};
        public void run() {
          try { System.out.println(pick(table.length) + B); }
          catch (IllegalStateException e) { throw e; }
          catch (RuntimeException e) { run(); } finally { table = null; }
        }
        static String pick(int i) {
          switch (i) { case 1: return "one"; case 2: return "two"; case 3: return "three"; default: }
          switch (i) { case 100: return "a"; case 20000: return "b"; default: return "other"; }
        }
      }
      """;

  private Seeds() {}

  /**
   * Writes the seeds of one target.
   *
   * @param args the target's name as in {@link #of}, and the folder
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    List<byte[]> seeds = of(args[0]).toList();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed-" + i), seeds.get(i));
    }
  }

  private static Stream<byte[]> of(String target) {
    return switch (target) {
      case "Zip" -> zip();
      case "Xml" -> xml();
      case "ResourceTable" -> resources();
      case "Dex" -> dex();
      case "Signing" -> signing();
      default -> throw new IllegalArgumentException("no target " + target);
    };
  }

  static Stream<byte[]> zip() {
    ZipWriter plain = new ZipWriter();
    plain.add("AndroidManifest.xml", app().manifestBytes()).withDescriptor();
    plain.addStored("resources.arsc", table());
    plain.add("assets/a", new byte[100]);
    byte[] stored = stored(new byte[0]);
    ZipWriter bundle = new ZipWriter();
    bundle.addStored("base.apk", stored);
    bundle.addStored("split.apk", stored(smallDex()));
    ZipWriter behindAnother = new ZipWriter().prefix(stored);
    behindAnother.addStored("AndroidManifest.xml", manifest());
    return Stream.of(
        plain.toBytes(),
        plain.zip64End().toBytes(),
        stored,
        stored(stored(smallDex())),
        bundle.toBytes(),
        behindAnother.toBytes(),
        ZipQuine.archive("assets/again.zip"),
        app().unsigned().build(),
        app().entry("assets/inner.apk", plain.toBytes()).signed(2).build(),
        app().dex("classes.dex", smallDex()).unsigned().build());
  }

  /** Nothing is deflated, so that a change of a byte reaches the readers of what is inside. */
  private static byte[] stored(byte[] inside) {
    ZipWriter zip = new ZipWriter();
    zip.addStored("AndroidManifest.xml", manifest());
    zip.addStored("resources.arsc", table());
    zip.addStored("assets/inside", inside);
    return zip.toBytes();
  }

  private static byte[] manifest() {
    return app().manifestBytes();
  }

  static Stream<byte[]> xml() {
    return Stream.of(
        app().manifestBytes(),
        BinaryXml.encode(
            BinaryXml.element("manifest")
                .plain("package", "a.b")
                .child(BinaryXml.element("application").bool("debuggable", true)),
            true));
  }

  static Stream<byte[]> resources() {
    return Stream.of(table(), new ResourceTable("a").encode());
  }

  static Stream<byte[]> dex() {
    return Stream.of(
        smallDex(), DexCompiler.dex("package a; public interface Empty { int A = 1; }"));
  }

  static Stream<byte[]> signing() {
    byte[] apk = app().signed(1, 2, 3).build();
    try {
      return Stream.of(pairs(apk), v1File(apk));
    } catch (MalformedApkException e) {
      throw new IllegalStateException("a built APK can be read", e);
    }
  }

  /** A table with values of each kind, by API level, and references. */
  static byte[] table() {
    ResourceTable table = new ResourceTable("com.example.pet");
    int name = table.string("app_name", Map.of(0, "Pet", 26, "Pët \uD83D\uDE00"));
    table.alias("string", "other", name);
    int first = table.alias("string", "one", 0x7f01_0003);
    table.alias("string", "two", first);
    table.bool("enabled", Map.of(0, true, 29, false));
    table.integer("number", 7);
    table.file("drawable", "icon", "res/icon.png");
    return table.encode();
  }

  private static byte[] smallDex() {
    return DexCompiler.dex(SOURCE);
  }

  private static ApkBuilder app() {
    return ApkBuilder.apk("com.example.pet")
        .permission("android.permission.READ_SMS")
        .feature("android.hardware.camera", false)
        .labelResource("Pet")
        .activity(".Main", a -> a.launcher().enabledByApi(Map.of(0, true, 29, false)))
        .metaData("key", "value");
  }

  /** What lies between the two sizes of the signing block. */
  private static byte[] pairs(byte[] apk) throws MalformedApkException {
    int directory = (int) archive(apk).directoryOffset();
    ByteBuffer buffer = ByteBuffer.wrap(apk).order(ByteOrder.LITTLE_ENDIAN);
    int size = (int) buffer.getLong(directory - FOOTER_BYTES);
    return Arrays.copyOfRange(apk, directory - size, directory - FOOTER_BYTES);
  }

  private static byte[] v1File(byte[] apk) throws MalformedApkException {
    ZipArchive archive = archive(apk);
    ZipEntry entry =
        archive.entries().stream().filter(e -> e.name().endsWith(".RSA")).findFirst().orElse(null);
    try (EntryInflater inflater = new EntryInflater(Limits.DEFAULT.maxInflatedBytes())) {
      return archive.read(
          Objects.requireNonNull(entry, "scheme v1 has a file"),
          View.JAR_V1,
          inflater,
          Limits.DEFAULT.hit("max-entry-bytes", ""));
    }
  }

  private static ZipArchive archive(byte[] apk) throws MalformedApkException {
    return ZipArchive.read(ApkBytes.of(apk), Limits.DEFAULT, new Sightings(1), new Unread());
  }
}
