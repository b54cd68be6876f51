package io.unveil.ingest.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a cache takes of the disk. Looked at under the cache's lock. */
final class CacheRoom {
  /** So that a look at the folder stays quick. */
  static final int MAX_COPIES = 4_096;

  private static final Pattern RESERVED = Pattern.compile("[0-9a-f-]{36}-(\\d{1,12})\\.tmp");
  private static final Duration LEFTOVER = Duration.ofDays(1);

  private final Path root;
  private final long maxBytes;

  CacheRoom(Path root, long maxBytes) {
    this.root = root;
    this.maxBytes = maxBytes;
  }

  /** A file; links to it have the same key. */
  private record Entry(Path path, Object key, long size, Instant used) {}

  /** {@return the name of a file that counts as {@code size} bytes from the beginning} */
  static String reserving(String id, long size) {
    return id + "-" + size + ".tmp";
  }

  /** Deletes copies that nobody reads, the oldest first. {@return whether there is room then} */
  boolean make(long size) throws IOException {
    List<Entry> copies = list(root.resolve("apk"));
    Map<Object, Long> sizes = new HashMap<>();
    Set<Object> inUse = new HashSet<>();
    for (Entry held : held()) {
      inUse.add(held.key());
      sizes.put(held.key(), held.size());
    }
    for (Entry arriving : arriving()) {
      inUse.add(arriving.key());
      sizes.merge(arriving.key(), arriving.size(), Math::max);
    }
    copies.forEach(copy -> sizes.putIfAbsent(copy.key(), copy.size()));
    long used = sizes.values().stream().mapToLong(Long::longValue).sum();
    int many = copies.size();
    copies.sort(Comparator.comparing(Entry::used));
    for (Entry copy : copies) {
      if (used + size <= maxBytes && many < MAX_COPIES) {
        break;
      }
      if (!inUse.contains(copy.key())) {
        Files.deleteIfExists(copy.path());
        used -= copy.size();
        many--;
      }
    }
    return used + size <= maxBytes && many < MAX_COPIES;
  }

  private List<Entry> held() throws IOException {
    List<Entry> held = new ArrayList<>();
    try (DirectoryStream<Path> holders = Files.newDirectoryStream(root.resolve("held"))) {
      for (Path holder : holders) {
        if (Files.isDirectory(holder, LinkOption.NOFOLLOW_LINKS)) {
          held.addAll(list(holder));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return held;
  }

  /** What the dead left half done counts for a day, then it goes. */
  private List<Entry> arriving() throws IOException {
    List<Entry> arriving = new ArrayList<>();
    Instant old = Instant.now().minus(LEFTOVER);
    for (Entry entry : list(root.resolve("tmp"))) {
      Matcher reserved = RESERVED.matcher(String.valueOf(entry.path().getFileName()));
      if (entry.used().isBefore(old)) {
        Files.deleteIfExists(entry.path());
      } else if (reserved.matches()) {
        long size = Math.max(entry.size(), Long.parseLong(reserved.group(1)));
        arriving.add(new Entry(entry.path(), entry.key(), size, entry.used()));
      } else {
        arriving.add(entry);
      }
    }
    return arriving;
  }

  private static List<Entry> list(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Optional<BasicFileAttributes> found = StoreFolder.attributes(file);
        if (found.isPresent() && found.get().isRegularFile()) {
          BasicFileAttributes a = found.get();
          Object key = a.fileKey() == null ? file : a.fileKey();
          entries.add(new Entry(file, key, a.size(), a.lastModifiedTime().toInstant()));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException _) {
      // A reader has left meanwhile.
    }
    return entries;
  }
}
