package io.unveil.ingest.intake;

import io.unveil.ingest.stream.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A place where samples appear. Used by one thread. */
interface Source extends AutoCloseable {
  /** {@return the permanent name of the part, such as {@code intake-folder}} */
  String name();

  /** {@return where it is, for messages and as part of what is remembered} */
  String place();

  /**
   * Visits what is there now.
   *
   * @throws IOException when the place is not there or cannot be read
   */
  void forEach(Consumer<Item> visitor) throws IOException;

  @Override
  void close();

  /**
   * One thing that was found.
   *
   * @param name what it is called there
   * @param version changes when its content does
   * @param sizeInBytes its size
   * @param refusal why it can never be taken, or null
   * @param origin where a sample made of it came from
   */
  record Item(
      String name, String version, long sizeInBytes, @Nullable String refusal, Origin origin) {}

  /**
   * {@return the bytes of this version, to be closed, or empty when it is not there any more} At
   * their end they throw when they changed meanwhile.
   */
  Optional<InputStream> open(Item item) throws IOException;
}
