package io.unveil.deploy.chaos;

import static io.unveil.fixtures.ApkBuilder.apk;

import io.unveil.deploy.chaos.Event.Kind;
import io.unveil.fixtures.ApkBuilder;
import io.unveil.fixtures.Bombs;
import io.unveil.fixtures.Samples;
import io.unveil.fixtures.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The files that are submitted, made one by one from their number: apps of packages and contents of
 * their own, around code that is compiled once, one file in twenty that does harm, and some that
 * end who reads them.
 */
final class ChaosSamples {
  private static final int ONE_HARMFUL_IN = 20;

  /** One endless loop among eight, since each takes a processor until its last deadline. */
  private static final List<Poison.Act> ACTS =
      List.of(
          Poison.Act.EXIT,
          Poison.Act.HEAP,
          Poison.Act.STACK,
          Poison.Act.SPIN,
          Poison.Act.EXIT,
          Poison.Act.STACK,
          Poison.Act.HEAP,
          Poison.Act.EXIT);

  /** One file. */
  static final class File {
    private final String name;
    private final Kind kind;
    private final byte[] bytes;

    File(String name, Kind kind, byte[] bytes) {
      this.name = name;
      this.kind = kind;
      this.bytes = bytes;
    }

    /** {@return the name it is submitted under} */
    String name() {
      return name;
    }

    Kind kind() {
      return kind;
    }

    /** {@return the bytes themselves, which nobody changes} */
    byte[] bytes() {
      return bytes;
    }

    String sha256() {
      return ChaosSamples.sha256(bytes);
    }
  }

  private final Map<String, byte[]> spy;
  private final Map<String, byte[]> notes;
  private final List<byte[]> bombs = new ArrayList<>();
  private final long seed;
  private final int onePoisonIn;

  /**
   * Compiles the code.
   *
   * @param onePoisonIn one file in so many is poison; 0 for none
   * @param bombs whether archives that ask for gigabytes are among the harmful files; making them
   *     takes a while
   */
  ChaosSamples(long seed, int onePoisonIn, boolean bombs) {
    this.seed = seed;
    this.onePoisonIn = onePoisonIn == 0 ? Integer.MAX_VALUE : onePoisonIn;
    spy = Samples.named("hidden-icon-sms-spy").builder().dexes();
    notes = Samples.named("honest-notes").builder().dexes();
    if (bombs) {
      this.bombs.addAll(Bombs.all().values());
    }
  }

  /** {@return the file of this number, the same whenever it is asked for} */
  File file(int number) {
    if (number % ONE_HARMFUL_IN == ONE_HARMFUL_IN - 1) {
      return named(number, Kind.HARMFUL, harmful(number));
    }
    return number % onePoisonIn == onePoisonIn / 2 ? poison(number) : healthy(number);
  }

  /** {@return an app} */
  File healthy(int number) {
    return named(number, Kind.HEALTHY, app(number).build());
  }

  /** {@return an app that {@link Poison} recognises, of each kind and place in turn} */
  File poison(int number) {
    int turn = number / onePoisonIn;
    Poison.Place[] places = Poison.Place.values();
    return poison(number, places[turn / ACTS.size() % places.length], ACTS.get(turn % ACTS.size()));
  }

  /** {@return an app that asks for this} */
  File poison(int number, Poison.Place place, Poison.Act act) {
    byte[] bytes = app(number).entry(Poison.entry(place, act), ascii("poison")).build();
    return named(number, Kind.POISON, bytes);
  }

  private static File named(int number, Kind kind, byte[] bytes) {
    return new File("chaos-%06d.apk".formatted(number), kind, bytes);
  }

  private ApkBuilder app(int number) {
    ApkBuilder app =
        apk("com.example.chaos.app" + number)
            .version(number + 1, "1." + number)
            // One for all: a new key takes longer than the rest of an app.
            .key(SigningKey.named("com.example.chaos"));
    if (number % 2 == 0) {
      app.permission("INTERNET")
          .activity("com.example.notes.NotesActivity", a -> a.launcher().exported(true));
      notes.forEach(app::dex);
    } else {
      app.permission("INTERNET", "READ_SMS", "RECEIVE_SMS")
          .activity("com.example.syncservice.MainActivity", a -> a.launcher().exported(true))
          .service("com.example.syncservice.CollectService", s -> s.exported(false));
      spy.forEach(app::dex);
    }
    return app.entry("assets/serial", ascii(seed + ":" + number));
  }

  private byte[] harmful(int number) {
    int turn = number / ONE_HARMFUL_IN;
    byte[] app = app(number).build();
    return switch (turn % 3) {
      case 0 -> Arrays.copyOf(app, app.length / 2);
      case 1 -> noise(number);
      default ->
          bombs.isEmpty()
              ? damaged(app, number)
              : followedBy(bombs.get(turn / 3 % bombs.size()), number);
    };
  }

  private byte[] noise(int number) {
    byte[] bytes = new byte[4_096];
    new Random(seed * 1_000_003 + number).nextBytes(bytes);
    bytes[0] = 'P';
    bytes[1] = 'K';
    bytes[2] = 3;
    bytes[3] = 4;
    return bytes;
  }

  private byte[] damaged(byte[] app, int number) {
    Random random = new Random(seed * 1_000_033 + number);
    byte[] bytes = app.clone();
    for (int i = 0; i < 64; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    }
    return bytes;
  }

  /** The number in the archive's comment, or behind everything where there is no place for it. */
  private static byte[] followedBy(byte[] archive, int number) {
    byte[] text = ascii("%08d".formatted(number));
    byte[] bytes = Arrays.copyOf(archive, archive.length + text.length);
    System.arraycopy(text, 0, bytes, archive.length, text.length);
    int lengthAt = archive.length - 2;
    if (bytes[lengthAt] == 0 && bytes[lengthAt + 1] == 0) {
      bytes[lengthAt] = (byte) text.length;
    }
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
