package io.unveil.unpacker.zip;

import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The archives around an entry, opened from the outside in. Stored ones are views of the one around
 * them; deflated ones are inflated outside the heap. The chain that was opened last is kept as far
 * as the next one shares it, so that the entries of one archive cost one inflation. What is open at
 * the same time never exceeds {@link Limits#maxEntryBytes()}. Confined to one thread.
 */
public final class ArchiveChain implements AutoCloseable {
  /** A first buffer takes a declared size for true up to this factor, like EntryInflater. */
  private static final int HINT_FACTOR = 8;

  private static final int SLACK_BYTES = 64 << 10;

  private final ApkBytes outermost;
  private final Limits limits;
  private final EntryInflater inflater;
  private final List<Link> links = new ArrayList<>();

  private record Link(Place place, ApkBytes bytes, @Nullable Arena arena) {}

  /**
   * @param outermost the file; stays owned by the caller
   * @param inflater inflates, and bounds the sum of all that is
   */
  public ArchiveChain(ApkBytes outermost, Limits limits, EntryInflater inflater) {
    this.outermost = outermost;
    this.limits = limits;
    this.inflater = inflater;
  }

  /**
   * {@return the bytes of the innermost archive, valid until the next call or {@link #close}}
   *
   * @param within places from the outside in; the file itself when empty
   * @throws MalformedApkException when one cannot be inflated or is larger than a limit
   */
  public ApkBytes open(List<Place> within) throws MalformedApkException {
    int shared = 0;
    while (shared < Math.min(links.size(), within.size())
        && links.get(shared).place().equals(within.get(shared))) {
      shared++;
    }
    closeFrom(shared);
    for (Place place : within.subList(shared, within.size())) {
      links.add(link(innermost(), place));
    }
    return innermost();
  }

  private ApkBytes innermost() {
    return links.isEmpty() ? outermost : links.getLast().bytes();
  }

  private Link link(ApkBytes around, Place place) throws MalformedApkException {
    if (place.method() != EntryInflater.DEFLATED) {
      long size = place.declaredBytes();
      if (place.offset() < 0 || size < 0 || around.size() - place.offset() < size) {
        throw new MalformedApkException(
            place.offset(), "the entry's " + size + " bytes run past the end of the file");
      }
      MemorySegment part = around.segment().asSlice(place.offset(), size);
      return new Link(place, ApkBytes.of(part), null);
    }
    return inflated(around, place);
  }

  @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as the link, see closeFrom()
  private Link inflated(ApkBytes around, Place place) throws MalformedApkException {
    long room =
        Math.min(
            Math.max(place.declaredBytes(), 64),
            place.compressedBytes() * HINT_FACTOR + SLACK_BYTES);
    // A stream that holds more than it declared is inflated a second time, into the right size:
    // growing by copies would need the memory twice.
    while (true) {
      long most = Math.max(0, Math.min(limits.maxEntryBytes() - open(), inflater.left()));
      room = Math.min(Math.min(room, most), Integer.MAX_VALUE);
      Arena arena = Arena.ofConfined();
      boolean kept = false;
      try {
        MemorySegment memory = arena.allocate(room);
        long size =
            inflater.inflateInto(around, place.offset(), place.compressedBytes(), memory, most);
        if (size > most) {
          throw tooLarge(place, most);
        }
        if (size <= memory.byteSize()) {
          kept = true;
          return new Link(place, ApkBytes.of(memory.asSlice(0, size)), arena);
        }
        room = size;
      } finally {
        if (!kept) {
          arena.close();
        }
      }
    }
  }

  private MalformedApkException tooLarge(Place place, long most) {
    boolean all = most < limits.maxEntryBytes() - open();
    String bound = all ? "max-inflated-bytes" : "max-entry-bytes";
    return new MalformedApkException(
        place.offset(),
        "the archive inside inflates to more than the " + most + " bytes that are left to it",
        limits.hit(bound, ""));
  }

  /** Bytes of the chain that are in memory of their own. */
  private long open() {
    return links.stream().filter(l -> l.arena() != null).mapToLong(l -> l.bytes().size()).sum();
  }

  private void closeFrom(int first) {
    while (links.size() > first) {
      Arena arena = links.removeLast().arena();
      if (arena != null) {
        arena.close();
      }
    }
  }

  /** Frees what was inflated. */
  @Override
  public void close() {
    closeFrom(0);
  }
}
