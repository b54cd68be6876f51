package io.unveil.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The work that a part of unpacking cannot leave out, by the JDK's own means: to read, hash or
 * inflate the bytes that it looks at. What {@link Floor} is for a whole scan; like that it trusts
 * the archive, so never use it on samples.
 */
final class PartFloor {
  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  private static final Pattern DEX = Pattern.compile("classes\\d*\\.dex");
  private static final Pattern TEXT =
      Pattern.compile("res/.*\\.xml|META-INF/.*|.*\\.class", Pattern.DOTALL);

  /** The unpacker looks into the largest ones of deflated texts, into as many as these. */
  private static final int TEXT_HEADS = 500;

  /** In smaller entries there is nothing to find. */
  private static final int SMALLEST_WITH_HEAD = 96;

  private static final int HEAD_BYTES = 16;
  private static final int HEAD_INPUT_BYTES = 2 << 10;

  private static final int END_BYTES = 22;
  private static final int END_MAGIC = 0x0605_4b50;
  private static final int RECORD_BYTES = 46;

  private final Path apk;
  private final byte[] file;
  private final long directoryAt;
  private final int directoryBytes;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Entry> heads;

  private record Entry(String name, int method, int data, int compressed, int size) {}

  /**
   * @param apk a well-formed APK
   */
  PartFloor(Path apk) throws IOException {
    this.apk = apk;
    this.file = Files.readAllBytes(apk);
    ByteBuffer zip = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int end = file.length - END_BYTES;
    while (end >= 0 && zip.getInt(end) != END_MAGIC) {
      end--;
    }
    if (end < 0) {
      throw new IOException(apk + ": no ZIP archive: there is no end record");
    }
    directoryAt = Integer.toUnsignedLong(zip.getInt(end + 16));
    directoryBytes = file.length - (int) directoryAt;
    int record = (int) directoryAt;
    for (int i = Short.toUnsignedInt(zip.getShort(end + 10)); i > 0; i--) {
      record = addEntry(zip, record);
    }
    heads = heads();
  }

  private int addEntry(ByteBuffer zip, int record) {
    int nameLength = Short.toUnsignedInt(zip.getShort(record + 28));
    int header = zip.getInt(record + 42);
    int data =
        header
            + 30
            + Short.toUnsignedInt(zip.getShort(header + 26))
            + Short.toUnsignedInt(zip.getShort(header + 28));
    entries.add(
        new Entry(
            new String(file, record + RECORD_BYTES, nameLength, StandardCharsets.UTF_8),
            zip.getShort(record + 10),
            data,
            zip.getInt(record + 20),
            zip.getInt(record + 24)));
    return record
        + RECORD_BYTES
        + nameLength
        + Short.toUnsignedInt(zip.getShort(record + 30))
        + Short.toUnsignedInt(zip.getShort(record + 32));
  }

  private List<Entry> heads() {
    List<Entry> looked = new ArrayList<>();
    int texts = 0;
    for (Entry entry : entries) {
      boolean text = TEXT.matcher(entry.name()).matches();
      if (entry.method() != 0
          && entry.compressed() >= SMALLEST_WITH_HEAD
          && !DEX.matcher(entry.name()).matches()
          && (!text || texts++ < TEXT_HEADS)) {
        looked.add(entry);
      }
    }
    return looked;
  }

  /** Reads the central directory and the end record. */
  byte[] directory() throws IOException {
    try (FileChannel channel = FileChannel.open(apk, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(directoryBytes);
      while (bytes.hasRemaining() && channel.read(bytes, directoryAt + bytes.position()) >= 0) {
        // Reads on until all is there.
      }
      return bytes.array();
    }
  }

  /** Inflates the manifest. */
  List<byte[]> manifest() throws IOException {
    return inflate(name -> name.equals("AndroidManifest.xml"));
  }

  /** Inflates the resource table. */
  List<byte[]> resources() throws IOException {
    return inflate(name -> name.equals("resources.arsc"));
  }

  /** Inflates the files of a v1 signature. */
  List<byte[]> certificate() throws IOException {
    return inflate(name -> SIGNATURE.matcher(name).matches());
  }

  /** Inflates the DEX files. */
  List<byte[]> dex() throws IOException {
    return inflate(name -> DEX.matcher(name).matches());
  }

  /** Reads the file, hashes it, inflates manifest, resource table and signature files. */
  List<byte[]> unpack() throws IOException {
    List<byte[]> all = new ArrayList<>();
    all.add(sha256(Files.readAllBytes(apk)));
    all.addAll(manifest());
    all.addAll(resources());
    all.addAll(certificate());
    return all;
  }

  /** Like {@link #unpack}, and inflates the first bytes of whatever may hide code. */
  List<byte[]> unpackAndHeads() throws IOException {
    List<byte[]> all = unpack();
    byte[] head = new byte[HEAD_BYTES];
    try (Inflater inflater = new Inflater(true)) {
      for (Entry entry : heads) {
        inflater.reset();
        inflater.setInput(file, entry.data(), Math.min(entry.compressed(), HEAD_INPUT_BYTES));
        inflater.inflate(head);
      }
    } catch (DataFormatException e) {
      throw new IOException(apk + ": an entry does not inflate", e);
    }
    all.add(head);
    return all;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private List<byte[]> inflate(Predicate<String> wanted) throws IOException {
    List<byte[]> inflated = new ArrayList<>();
    try (Inflater inflater = new Inflater(true)) {
      for (Entry entry : entries) {
        if (wanted.test(entry.name())) {
          inflated.add(inflate(entry, inflater));
        }
      }
    } catch (DataFormatException e) {
      throw new IOException(apk + ": an entry does not inflate", e);
    }
    return inflated;
  }

  private byte[] inflate(Entry entry, Inflater inflater) throws DataFormatException {
    byte[] out = new byte[entry.size()];
    if (entry.method() == 0) {
      System.arraycopy(file, entry.data(), out, 0, out.length);
      return out;
    }
    inflater.reset();
    inflater.setInput(file, entry.data(), entry.compressed());
    int length = inflater.inflate(out);
    if (length != out.length) {
      throw new DataFormatException(length + " bytes came out, " + out.length + " declared");
    }
    return out;
  }
}
