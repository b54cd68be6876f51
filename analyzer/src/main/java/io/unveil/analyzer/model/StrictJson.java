package io.unveil.analyzer.model;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads our data files into records and accepts nothing that a record does not say: unknown,
 * missing, repeated and null keys, wrong types, unknown enum words, comments and trailing text are
 * errors that name file, place and remedy. Only components annotated {@code @Nullable} may be
 * missing; there are no other defaults. Enum constants are written in lower case with dashes. What
 * a compact constructor refuses with {@link IllegalArgumentException} is reported at the record's
 * place.
 */
public final class StrictJson {
  private static final JsonMapper MAPPER = mapper().build();

  /** Refuses whatever {@link RecordShape} refuses; what it says about it is not for people. */
  private static final JsonMapper DIRECT =
      mapper()
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  Stream.of(
                          CoercionInputShape.Integer,
                          CoercionInputShape.Float,
                          CoercionInputShape.Boolean)
                      .forEach(shape -> text.setCoercion(shape, CoercionAction.Fail)))
          .build();

  private StrictJson() {}

  /**
   * Reads one document.
   *
   * @param fileName name of the file for messages
   * @param json the document, UTF-8
   * @param type a record, or an array of records for a document that is a list
   * @throws BadDataException when the document is not exactly what {@code type} says
   */
  public static <T> T read(String fileName, byte[] json, Class<T> type) throws BadDataException {
    T value = direct(json, type);
    return value == null ? checked(fileName, json, type) : value;
  }

  /** {@return the value, without a tree between; null when something is wrong} */
  static <T> @Nullable T direct(byte[] json, Class<T> type) {
    try {
      return DIRECT.readValue(json, type);
    } catch (JacksonException _) {
      return null;
    }
  }

  /** Reads as {@link #read}, and finds out what is wrong and where. */
  static <T> T checked(String fileName, byte[] json, Class<T> type) throws BadDataException {
    JsonNode document = parse(fileName, json);
    new RecordShape(fileName).check(document, type);
    try {
      return MAPPER.treeToValue(document, type);
    } catch (JacksonException e) {
      throw new BadDataException(fileName, pointer(e), reason(e));
    }
  }

  /** {@return a mapper with the same rules, for formats that are also written} */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder()
        .annotationIntrospector(new RecordIntrospector())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY)
        .disable(
            MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  }

  /** {@return {@code key} as a token of a JSON pointer (RFC 6901)} */
  public static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static JsonNode parse(String fileName, byte[] json) throws BadDataException {
    try (JsonParser parser = MAPPER.createParser(json)) {
      try {
        JsonNode document = parser.readValueAsTree();
        if (document == null || parser.nextToken() != null) {
          throw new BadDataException(
              fileName, "", document == null ? "empty document" : "text after the document's end");
        }
        return document;
      } catch (JacksonException e) {
        TokenStreamLocation at =
            e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        String place = "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
        String pointer = parser.streamReadContext().pathAsPointer().toString();
        throw new BadDataException(fileName, pointer, place + firstLine(e));
      }
    }
  }

  private static String pointer(JacksonException e) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      String name = step.getPropertyName();
      pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : escape(name));
    }
    return pointer.toString();
  }

  private static String reason(JacksonException e) {
    return e instanceof ValueInstantiationException && e.getCause() != null
        ? String.valueOf(e.getCause().getMessage())
        : firstLine(e);
  }

  private static String firstLine(JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("unreadable");
  }
}
