package io.unveil.ingest.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;

/**
 * What was taken, in a file of 16 bytes for each: the beginning of a SHA-256 over place, name and
 * version. A record that is lost makes one sample come in again, which changes nothing; so they are
 * not synced one by one. Not thread-safe.
 */
final class Ledger implements AutoCloseable {
  /** Most entries: 8 MB on disk, some 40 MB in memory. */
  static final int MAX = 500_000;

  private static final int RECORD = 16;

  private final Path file;
  private final Set<Entry> entries;
  private FileChannel channel;

  private Ledger(Path file, Set<Entry> entries, FileChannel channel) {
    this.file = file;
    this.entries = entries;
    this.channel = channel;
  }

  /** An item as it is remembered. */
  record Entry(long high, long low) {
    static Entry of(String place, Source.Item item) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String part : new String[] {place, item.name(), item.version()}) {
          byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
          digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
          digest.update(bytes);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Entry(hash.getLong(), hash.getLong());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /** Reads the file, which is made when it is missing; half a record at its end is dropped. */
  static Ledger open(Path file) throws IOException {
    Set<Entry> entries = new HashSet<>();
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(MAX * RECORD));
        while (bytes.remaining() >= RECORD) {
          entries.add(new Entry(bytes.getLong(), bytes.getLong()));
        }
      }
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(channel.size() / RECORD * RECORD);
    channel.position(channel.size());
    return new Ledger(file, entries, channel);
  }

  boolean has(Entry entry) {
    return entries.contains(entry);
  }

  boolean full() {
    return entries.size() >= MAX;
  }

  void add(Entry entry) throws IOException {
    if (entries.add(entry)) {
      write(channel, ByteBuffer.allocate(RECORD).putLong(entry.high()).putLong(entry.low()).flip());
    }
  }

  /** Forgets what is not there any more, once that is most of it. */
  void retain(Set<Entry> present) throws IOException {
    long gone = entries.stream().filter(entry -> !present.contains(entry)).count();
    if (gone < 1_000 || gone < entries.size() / 2) {
      return;
    }
    entries.retainAll(present);
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    FileChannel written =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer all = ByteBuffer.allocate(entries.size() * RECORD);
    entries.forEach(entry -> all.putLong(entry.high()).putLong(entry.low()));
    write(written, all.flip());
    written.force(true);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    channel.close();
    channel = written;
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.force(true);
    channel.close();
  }
}
