package io.unveil.unpacker;

import io.unveil.unpacker.PayloadSniffer.Found;
import io.unveil.unpacker.UnpackedApk.Payload;
import io.unveil.unpacker.UnpackedApk.Payload.Kind;
import io.unveil.unpacker.UnpackedApk.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A payload whose reading may still fail, which then also concerns those around it. */
final class NestedItem {
  private final String path;
  private final List<Place> places;
  private final int depth;
  private final long size;
  private final boolean seen;
  private final @Nullable NestedItem around;
  private Kind kind;
  private boolean analysed;
  private String detail;

  /**
   * @param path names from the outside in
   * @param places where it lies, from the outside in
   * @param depth 1 for one that lies directly in the file
   * @param around the archive that it lies in, null for the file itself
   */
  NestedItem(String path, List<Place> places, int depth, Found found, @Nullable NestedItem around) {
    this.path = path;
    this.places = places;
    this.depth = depth;
    this.size = found.place().declaredBytes();
    this.seen = found.seen() && (around == null || around.seen);
    this.around = around;
    this.kind = found.kind();
    this.analysed = found.readable();
    this.detail = found.detail();
  }

  String path() {
    return path;
  }

  List<Place> places() {
    return places;
  }

  int depth() {
    return depth;
  }

  /** {@return whether Android sees its bytes, and those of all archives around it} */
  boolean seen() {
    return seen;
  }

  void isApk() {
    kind = Kind.APK;
  }

  /** It was read where it was met first. */
  void same(String first) {
    say("the same bytes as " + first);
  }

  void failed(String reason) {
    say(reason);
    for (NestedItem item = this; item != null; item = item.around) {
      item.analysed = false;
    }
  }

  private void say(String more) {
    detail = Excerpt.of(detail.isEmpty() ? more : detail + "; " + more);
  }

  Payload payload() {
    return new Payload(path, kind, size, analysed, detail);
  }
}
