package io.unveil.analyzer.report;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two contracts as JSON. Canonical: fields in the order in which the records declare them, keys
 * of maps sorted, enums in lower case with dashes, absent values as {@code null}, no character that
 * drives a terminal unescaped. The same record always gives the same bytes.
 */
public final class ReportJson {
  private static final JsonMapper MAPPER = StrictJson.mapper().build();
  private static final ObjectWriter COMPACT = MAPPER.writer().with(new SafeEscapes());
  private static final ObjectWriter INDENTED = COMPACT.with(printer());

  private ReportJson() {}

  /** {@return {@code report} on one line, without a line break at the end} */
  public static String write(ScanReport report) {
    return COMPACT.writeValueAsString(report);
  }

  /** {@return {@code report} indented by two spaces, lines ended by {@code \n}} */
  public static String indented(ScanReport report) {
    return INDENTED.writeValueAsString(report);
  }

  /** {@return {@code facts} on one line, without a line break at the end} */
  public static String write(AppFacts facts) {
    return COMPACT.writeValueAsString(facts);
  }

  /** {@return another record of a contract on one line, with the same escapes} */
  public static String write(Record contract) {
    return COMPACT.writeValueAsString(contract);
  }

  /** {@return what {@link #write(Record)} gives, in UTF-8} */
  public static byte[] bytes(Record contract) {
    return COMPACT.writeValueAsBytes(contract);
  }

  /** {@return {@code facts} indented by two spaces, lines ended by {@code \n}} */
  public static String indented(AppFacts facts) {
    return INDENTED.writeValueAsString(facts);
  }

  /** {@return {@code report} as a tree, for formats that add fields of their own} */
  public static ObjectNode tree(ScanReport report) {
    return MAPPER.valueToTree(report);
  }

  /** {@return a tree on one line, with the same escapes as a report} */
  public static String write(ObjectNode tree) {
    return COMPACT.writeValueAsString(tree);
  }

  /** {@return a tree indented, with the same escapes as a report} */
  public static String indented(ObjectNode tree) {
    return INDENTED.writeValueAsString(tree);
  }

  /**
   * Reads what {@link #write(ScanReport)} or {@link #indented(ScanReport)} wrote.
   *
   * @throws BadDataException when it is anything else
   */
  public static ScanReport readReport(String json) throws BadDataException {
    return StrictJson.read("report", json.getBytes(StandardCharsets.UTF_8), ScanReport.class);
  }

  /**
   * Reads what {@link #write(AppFacts)} or {@link #indented(AppFacts)} wrote.
   *
   * @throws BadDataException when it is anything else
   */
  public static AppFacts readFacts(String json) throws BadDataException {
    return StrictJson.read("facts", json.getBytes(StandardCharsets.UTF_8), AppFacts.class);
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
  }
}
