package io.unveil.unpacker.anomaly;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Collects sightings of one APK: keeps the first ones, counts all. Confined to one thread. */
public final class Sightings {
  private static final int MAX_DETAIL_CHARS = 300;
  private static final int MAX_REFUSALS = 20;
  private final List<Sighting> kept = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final int limit;
  private int count;

  /**
   * @param limit how many sightings are kept
   */
  public Sightings(int limit) {
    this.limit = limit;
  }

  /**
   * @param kind which deviation
   * @param offset offset in bytes within {@code where}
   * @param where entry name, {@code ""} for the archive itself
   * @param detail both values; cut after 300 characters
   */
  public void add(Anomaly kind, long offset, String where, String detail) {
    count++;
    if (kind.refused() && refusals.size() < MAX_REFUSALS) {
      refusals.add(Refusal.always(reason(kind, offset, cut(where), cut(detail))));
    }
    if (kept.size() < limit) {
      kept.add(new Sighting(kind, offset, cut(where), cut(detail)));
    }
  }

  /**
   * Adds one that concerns an entry but is found in the archive's own structures.
   *
   * @param offset offset in bytes within the archive
   * @param entry entry name, put before {@code detail}
   */
  public void inArchive(Anomaly kind, long offset, String entry, String detail) {
    add(kind, offset, "", cut(entry) + ": " + detail);
  }

  private static String reason(Anomaly kind, long offset, String where, String detail) {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return name
        + (where.isEmpty() ? "" : " in " + where)
        + ": "
        + detail
        + " (offset "
        + offset
        + ")";
  }

  private static String cut(String text) {
    return text.length() <= MAX_DETAIL_CHARS ? text : text.substring(0, MAX_DETAIL_CHARS) + "…";
  }

  /**
   * {@return the kept sightings by their offset in the archive, those of one offset as they were
   * met}
   */
  public List<Sighting> inFileOrder() {
    return kept.stream().sorted(Comparator.comparingLong(Sightings::archiveOffset)).toList();
  }

  private static long archiveOffset(Sighting sighting) {
    return sighting.where().isEmpty() ? sighting.offset() : Long.MAX_VALUE;
  }

  /** {@return why Android refuses the archive or an entry of it, the first 20} */
  public List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /**
   * Takes over those of an archive inside this one; they refuse nothing here.
   *
   * @param archive its name
   */
  public void include(String archive, Sightings inside) {
    count += inside.count;
    for (Sighting sighting : inside.inFileOrder()) {
      if (kept.size() < limit) {
        String where = sighting.where().isEmpty() ? archive : archive + "!/" + sighting.where();
        kept.add(new Sighting(sighting.kind(), sighting.offset(), cut(where), sighting.detail()));
      }
    }
  }

  /** {@return how many were met, also those not kept} */
  public int count() {
    return count;
  }
}
