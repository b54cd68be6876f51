package io.unveil.unpacker.anomaly;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Collects sightings of one APK: keeps the first ones, counts all. Confined to one thread. */
public final class Sightings {
  private static final int MAX_DETAIL_CHARS = 300;
  private static final int MAX_REFUSALS = 20;

  /** Entries that are kept apart, so that no number of others can crowd them out. */
  private static final Set<String> ESSENTIAL =
      Set.of("", "AndroidManifest.xml", "classes.dex", "resources.arsc");

  private final List<Sighting> kept = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final List<Refused> refusedOthers = new ArrayList<>();
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
    keep(kind, offset, where, where, detail);
  }

  private void keep(Anomaly kind, long offset, String where, String entry, String detail) {
    count++;
    if (kind.refusedBySome()) {
      String concerned = kind.refusesArchive() ? "" : entry;
      boolean essential = ESSENTIAL.contains(concerned);
      List<Refused> list = essential ? refused : refusedOthers;
      if (list.size() < (essential ? MAX_REFUSALS : limit)) {
        list.add(new Refused(kind, concerned, reason(kind, offset, cut(where), cut(detail))));
      }
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
    keep(kind, offset, "", entry, cut(entry) + ": " + detail);
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

  /**
   * {@return why Android refuses the archive, each with the API levels that do; the first 20 of the
   * archive, the manifest, the resources and the first DEX file, then the first 20 of others}
   *
   * @param reads which entries installation reads
   */
  public List<Refusal> refusals(InstallReads reads) {
    List<Refusal> refusals = new ArrayList<>();
    for (List<Refused> list : List.of(refused, refusedOthers)) {
      list.stream()
          .map(r -> r.at(reads))
          .filter(r -> r.fromApi() <= r.toApi())
          .limit(MAX_REFUSALS)
          .forEach(refusals::add);
    }
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

  /** One sighting that refuses the archive or the entry. */
  private record Refused(Anomaly kind, String entry, String reason) {
    Refusal at(InstallReads reads) {
      int last = entry.isEmpty() ? Refusal.EVERY_API : reads.lastApi(entry, kind);
      int first = entry.isEmpty() ? 1 : reads.firstApi(entry, kind);
      return new Refusal(reason, Math.max(kind.fromApi(), first), Math.min(kind.toApi(), last));
    }
  }

  /** {@return how many were met, also those not kept} */
  public int count() {
    return count;
  }
}
