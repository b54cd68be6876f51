package io.unveil.ingest.intake;

import io.unveil.ingest.s3.S3Objects;
import io.unveil.ingest.stream.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** The objects below a prefix. Keys that end with a slash stand for folders and are left out. */
final class S3Source implements Source {
  private final S3Objects objects;

  /** {@code objects} is closed with the source. */
  S3Source(S3Objects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "intake-s3";
  }

  @Override
  public String place() {
    return objects.location().toString();
  }

  @Override
  public void forEach(Consumer<Item> visitor) throws IOException {
    objects.forEach(
        "",
        found -> {
          if (!found.name().endsWith("/") && !found.name().isEmpty()) {
            visitor.accept(
                new Item(
                    found.name(),
                    found.etag(),
                    found.sizeInBytes(),
                    null,
                    new Origin(Origin.Kind.S3, place() + found.name())));
          }
        });
  }

  @Override
  public Optional<InputStream> open(Item item) throws IOException {
    return objects.read(item.name(), item.version()).map(body -> body);
  }

  @Override
  public void close() {
    objects.close();
  }
}
