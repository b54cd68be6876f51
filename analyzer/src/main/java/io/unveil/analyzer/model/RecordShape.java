package io.unveil.analyzer.model;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares a parsed document with the record it is meant for, before it is bound. Jackson alone
 * reports a misspelt key as a missing one and loses the place of some errors; here the first
 * difference in document order wins, unknown keys first.
 */
final class RecordShape {
  private final String file;

  RecordShape(String file) {
    this.file = file;
  }

  /**
   * Throws at the first difference; types that are not ours to judge (interfaces) are left to the
   * binding.
   */
  void check(JsonNode node, Class<?> type) throws BadDataException {
    if (node.isNull()) {
      throw wrong("", "null is not allowed here");
    }
    checkRaw(node, type, List.of(), "");
  }

  /** {@return whether a component may be left out} */
  static boolean optional(RecordComponent component) {
    return nullable(component.getAnnotatedType()) || component.getType() == Optional.class;
  }

  private static boolean nullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private void check(JsonNode node, AnnotatedType type, String at) throws BadDataException {
    if (node.isNull()) {
      if (!nullable(type)) {
        throw wrong(at, "null is not allowed here");
      }
      return;
    }
    List<AnnotatedType> arguments =
        type instanceof AnnotatedParameterizedType p
            ? List.of(p.getAnnotatedActualTypeArguments())
            : List.of();
    checkRaw(node, raw(type.getType()), arguments, at);
  }

  private void checkRaw(JsonNode node, Class<?> raw, List<AnnotatedType> arguments, String at)
      throws BadDataException {
    if (raw == Optional.class) {
      check(node, arguments.getFirst(), at);
    } else if (raw.isRecord()) {
      checkRecord(node, raw, at);
    } else if (raw.isArray()) {
      expect(node.isArray(), at, "a list");
      for (int i = 0; i < node.size(); i++) {
        checkElement(node.get(i), raw.componentType(), at + "/" + i);
      }
    } else if (Collection.class.isAssignableFrom(raw) && arguments.size() == 1) {
      expect(node.isArray(), at, "a list");
      for (int i = 0; i < node.size(); i++) {
        check(node.get(i), arguments.getFirst(), at + "/" + i);
      }
    } else if (Map.class.isAssignableFrom(raw) && arguments.size() == 2) {
      expect(node.isObject(), at, "an object");
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        check(entry.getValue(), arguments.getLast(), at + "/" + StrictJson.escape(entry.getKey()));
      }
    } else {
      checkScalar(node, raw, at);
    }
  }

  private void checkElement(JsonNode node, Class<?> type, String at) throws BadDataException {
    if (node.isNull()) {
      throw wrong(at, "null is not allowed here");
    }
    checkRaw(node, type, List.of(), at);
  }

  private void checkRecord(JsonNode node, Class<?> type, String at) throws BadDataException {
    expect(node.isObject(), at, "an object");
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = Arrays.stream(components).map(RecordIntrospector::key).toList();
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw BadDataException.unknown(file, at + "/" + StrictJson.escape(key), "key", key, known);
      }
    }
    for (RecordComponent component : components) {
      String key = RecordIntrospector.key(component);
      JsonNode value = node.get(key);
      if (value != null) {
        check(value, component.getAnnotatedType(), at + "/" + StrictJson.escape(key));
      } else if (!optional(component)) {
        throw wrong(at, "missing key \"" + key + "\"");
      }
    }
  }

  private void checkScalar(JsonNode node, Class<?> type, String at) throws BadDataException {
    if (type == String.class) {
      expect(node.isString(), at, "a string");
    } else if (type == boolean.class || type == Boolean.class) {
      expect(node.isBoolean(), at, "true or false");
    } else if (type == int.class || type == Integer.class) {
      expect(node.isIntegralNumber() && node.canConvertToInt(), at, "a whole number of 32 bits");
    } else if (type == long.class || type == Long.class) {
      expect(node.isIntegralNumber() && node.canConvertToLong(), at, "a whole number of 64 bits");
    } else if (type == double.class || type == Double.class) {
      expect(node.isNumber(), at, "a number");
    } else if (type.isEnum()) {
      expect(node.isString(), at, "a string");
      List<String> words =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> RecordIntrospector.word((Enum<?>) constant))
              .toList();
      if (!words.contains(node.stringValue())) {
        throw BadDataException.unknown(file, at, "word", node.stringValue(), words);
      }
    }
  }

  private void expect(boolean fits, String at, String expected) throws BadDataException {
    if (!fits) {
      throw wrong(at, "wrong type: expected " + expected);
    }
  }

  private BadDataException wrong(String at, String reason) {
    return new BadDataException(file, at, reason);
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p -> (Class<?>) p.getRawType();
      default -> Object.class;
    };
  }
}
