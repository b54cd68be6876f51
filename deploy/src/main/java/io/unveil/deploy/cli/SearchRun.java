package io.unveil.deploy.cli;

import io.unveil.analyzer.model.StrictJson;
import io.unveil.analyzer.report.ReportJson;
import io.unveil.deploy.client.FacetCounts;
import io.unveil.deploy.client.Hit;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.SearchPage;
import io.unveil.deploy.client.ServerTroubleException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One run of {@code search}: pages from the samples, written as they come. */
final class SearchRun {
  /** Small enough that the first page is there at once. */
  private static final int PAGE = 500;

  private static final int FACET_VALUES = 10;
  private static final int SHOWN_BEHAVIOURS = 4;

  /** Digits that tell samples apart, and that {@code show} takes. */
  private static final int SHOWN_DIGITS = 16;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final JsonMapper JSON = StrictJson.mapper().build();

  private final Samples samples;
  private final String query;
  private final @Nullable String sort;
  private final int limit;
  private final List<String> facets;

  SearchRun(Samples samples, String query, @Nullable String sort, int limit, List<String> facets) {
    this.samples = samples;
    this.query = query;
    this.sort = sort;
    this.limit = limit;
    this.facets = facets;
  }

  /** What is done with each hit, in order. */
  private interface HitSink {
    void take(Hit hit) throws IOException;
  }

  /** {@return how the run ends, after writing everything that was found} */
  ExitCode write(Format format, OutputStream out)
      throws IOException, RefusedException, ServerTroubleException, InterruptedException {
    switch (format) {
      case TEXT -> text(out);
      case JSON -> json(out);
      case JSONL ->
          pages(hit -> print(out, ReportJson.write(JSON.<ObjectNode>valueToTree(hit)) + "\n"));
    }
    return ExitCode.OK;
  }

  private void text(OutputStream out)
      throws IOException, RefusedException, ServerTroubleException, InterruptedException {
    List<FacetCounts> counts = counts();
    int[] shown = new int[1];
    SearchPage last =
        pages(hit -> {
          shown[0]++;
          print(out, line(hit));
        });
    Block block = new Block();
    for (FacetCounts facet : counts) {
      facet(block, facet);
    }
    block.line(0, "%s", summary(last, shown[0]));
    print(out, block.toString());
  }

  private void json(OutputStream out)
      throws IOException, RefusedException, ServerTroubleException, InterruptedException {
    List<Hit> hits = new ArrayList<>();
    List<FacetCounts> counts = counts();
    SearchPage last = pages(hits::add);
    ObjectNode document = JSON.createObjectNode();
    document.put("query", query);
    document.put("total", last.total());
    document.put("totalExact", last.totalExact());
    ArrayNode list = document.putArray("hits");
    hits.forEach(hit -> list.add(JSON.<ObjectNode>valueToTree(hit)));
    ArrayNode fields = document.putArray("facets");
    counts.forEach(facet -> fields.add(JSON.<ObjectNode>valueToTree(facet)));
    print(out, ReportJson.indented(document) + "\n");
  }

  private List<FacetCounts> counts()
      throws RefusedException, ServerTroubleException, InterruptedException {
    List<FacetCounts> counts = new ArrayList<>();
    for (String field : facets) {
      counts.add(samples.facets(query, field.strip(), FACET_VALUES));
    }
    return counts;
  }

  /** {@return the last page, after {@code sink} took at most {@code limit} hits} */
  private SearchPage pages(HitSink sink)
      throws IOException, RefusedException, ServerTroubleException, InterruptedException {
    int left = limit;
    SearchPage page = samples.search(query, sort, Math.clamp(left, 1, PAGE), null);
    while (true) {
      for (Hit hit : page.hits().subList(0, Math.min(left, page.hits().size()))) {
        sink.take(hit);
        left--;
      }
      String next = page.next();
      if (left <= 0 || next == null || page.hits().isEmpty()) {
        return page;
      }
      page = samples.search(query, sort, Math.clamp(left, 1, PAGE), next);
    }
  }

  private static String line(Hit hit) {
    Integer strength = hit.strength();
    Block block = new Block();
    block.line(
        0,
        "%-12s %3s  %-16s  %s  %s%s%s%s",
        hit.verdict() == null ? hit.state() : hit.verdict(),
        strength == null || strength == 0 ? "-" : String.valueOf(strength),
        hit.lastSeen() == null ? "-" : MINUTE.format(hit.lastSeen()),
        hit.sha256().substring(0, Math.min(SHOWN_DIGITS, hit.sha256().length())),
        hit.packageName() == null ? "package unknown" : hit.packageName(),
        hit.versionName() == null ? "" : " " + hit.versionName(),
        hit.label() == null ? "" : " \"" + hit.label() + "\"",
        behaviours(hit.behaviours()));
    return block.toString();
  }

  private static String behaviours(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    int more = names.size() - SHOWN_BEHAVIOURS;
    return "  "
        + String.join(", ", names.subList(0, Math.min(SHOWN_BEHAVIOURS, names.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static void facet(Block block, FacetCounts facet) {
    String values =
        facet.values().stream()
            .map(v -> String.format(Locale.ROOT, "%s %,d", v.value(), v.count()))
            .collect(Collectors.joining(", "));
    block.line(
        0,
        "%s: %s%s",
        facet.field(),
        values.isEmpty() ? "no values" : values,
        facet.other() > 0 ? " and " + facet.other() + " other values" : "");
  }

  private static String summary(SearchPage page, int shown) {
    String found =
        (page.totalExact() ? "" : "at least ")
            + String.format(Locale.ROOT, "%,d", page.total())
            + (page.total() == 1 ? " sample" : " samples");
    return shown < page.total() ? found + ", " + shown + " shown; more with --limit" : found;
  }

  private static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
