package io.unveil.deploy.chaos;

import io.unveil.unpacker.UnpackedApk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * What a poisoned worker does to itself when a sample has an entry such as {@code
 * lib/poison/analyze-spin}: harm of a kind that no sample is known to do to the real one. {@link
 * PoisonedWorker} puts calls of this class into the worker's classes; nothing else runs it.
 */
public final class Poison {
  private static final String FOLDER = "lib/poison/";
  private static final int EXIT_STATUS = 7;

  /** Where in the work it happens. */
  public enum Place {
    /** At the end of unpacking. */
    UNPACK,
    /** At the start of the analysis. */
    ANALYZE
  }

  /** What happens. */
  public enum Act {
    /** An endless loop. */
    SPIN,
    /** The heap is filled. */
    HEAP,
    /** The process ends. */
    EXIT,
    /** The stack is exhausted. */
    STACK
  }

  private Poison() {}

  /** {@return the name of the entry that asks for this} */
  public static String entry(Place place, Act act) {
    return FOLDER + (place + "-" + act).toLowerCase(Locale.ROOT);
  }

  /** Called with the result of unpacking. */
  public static void unpacked(UnpackedApk apk) {
    asked(apk, Place.UNPACK).ifPresent(Poison::happens);
  }

  /** Called before the analysis. */
  public static void analyzing(UnpackedApk apk) {
    asked(apk, Place.ANALYZE).ifPresent(Poison::happens);
  }

  private static Optional<Act> asked(UnpackedApk apk, Place place) {
    for (Act act : Act.values()) {
      if (apk.nativeLibraries().contains(entry(place, act))) {
        return Optional.of(act);
      }
    }
    return Optional.empty();
  }

  private static void happens(Act act) {
    switch (act) {
      case SPIN -> spin();
      case HEAP -> fill();
      case EXIT -> System.exit(EXIT_STATUS);
      case STACK -> System.err.println(deeper(1));
    }
  }

  private static void spin() {
    long sum = 0;
    while (sum >= 0) {
      sum = (sum + 1) & 0xFFFF;
    }
  }

  /** In blocks that need not be many, so that it is over soon. */
  private static void fill() {
    int block = (int) Math.min(Runtime.getRuntime().maxMemory() / 3, Integer.MAX_VALUE - 8);
    Deque<byte[]> held = new ArrayDeque<>();
    while (held.size() < Integer.MAX_VALUE) {
      held.add(new byte[block]);
    }
  }

  private static long deeper(long depth) {
    return depth < 0 ? depth : 1 + deeper(depth + 1);
  }
}
