package io.unveil.indexer;

import io.unveil.analyzer.report.ScanReport;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a commit says beside its documents: the format and the positions in the stream. The format
 * is a digest of the schema and of the stored records, so that nobody can forget to raise a number:
 * an index of any other format is rebuilt by replay.
 */
final class IndexFormat {
  private static final String FORMAT = "unveil.format";
  private static final String POSITION = "position.";

  /** To be raised when values or terms of a field change while the schema stays. */
  private static final int MAPPING = 2;

  static final String CURRENT = MAPPING + "-" + digest();

  private IndexFormat() {}

  static Map<String, String> commitData(Map<String, String> positions) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(FORMAT, CURRENT);
    positions.forEach((key, value) -> data.put(POSITION + key, value));
    return data;
  }

  static boolean isCurrent(Map<String, String> commitData) {
    return CURRENT.equals(commitData.get(FORMAT));
  }

  static Map<String, String> positions(Map<String, String> commitData) {
    Map<String, String> positions = new LinkedHashMap<>();
    commitData.forEach((key, value) -> {
      if (key.startsWith(POSITION)) {
        positions.put(key.substring(POSITION.length()), value);
      }
    });
    return Map.copyOf(positions);
  }

  private static String digest() {
    StringBuilder schema = new StringBuilder();
    for (IndexField field : IndexField.values()) {
      schema.append(field.fieldName()).append(field.type()).append(field.facetable());
      schema.append(field.sortable()).append('\n');
    }
    Map<Class<?>, String> shapes = new LinkedHashMap<>();
    describe(IndexedSample.class, shapes);
    describe(ScanReport.class, shapes);
    shapes.forEach((type, shape) -> schema.append(type.getName()).append(shape).append('\n'));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(schema.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static void describe(Class<?> type, Map<Class<?>, String> shapes) {
    if (type.isEnum()) {
      shapes.put(type, Arrays.toString(type.getEnumConstants()));
    }
    if (!type.isRecord() || shapes.containsKey(type)) {
      return;
    }
    StringBuilder shape = new StringBuilder();
    shapes.put(type, "");
    for (RecordComponent component : type.getRecordComponents()) {
      shape.append(component.getName()).append(' ').append(component.getGenericType()).append(' ');
      mentioned(component.getGenericType(), shapes);
    }
    shapes.put(type, shape.toString());
  }

  private static void mentioned(Type type, Map<Class<?>, String> shapes) {
    switch (type) {
      case Class<?> named -> describe(named, shapes);
      case ParameterizedType generic -> {
        for (Type argument : generic.getActualTypeArguments()) {
          mentioned(argument, shapes);
        }
      }
      default -> {
        // Records hold classes and lists and maps of them.
      }
    }
  }
}
