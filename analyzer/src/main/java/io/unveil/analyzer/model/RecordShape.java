package io.unveil.analyzer.model;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares a parsed document with the record it is meant for, before it is bound. Jackson alone
 * reports a misspelt key as a missing one and loses the place of some errors; here the first
 * difference in document order wins, unknown keys first.
 */
final class RecordShape {
  /** What reflection says about each record, asked once: facts have tens of thousands of values. */
  private static final ClassValue<SequencedMap<String, Slot>> SLOTS =
      new ClassValue<>() {
        @Override
        protected SequencedMap<String, Slot> computeValue(Class<?> type) {
          SequencedMap<String, Slot> slots = new LinkedHashMap<>();
          for (RecordComponent component : type.getRecordComponents()) {
            slots.put(
                RecordIntrospector.key(component),
                new Slot(Shape.of(component.getAnnotatedType()), optional(component)));
          }
          return slots;
        }
      };

  private static final ClassValue<List<String>> WORDS =
      new ClassValue<>() {
        @Override
        protected List<String> computeValue(Class<?> type) {
          return Arrays.stream(type.getEnumConstants())
              .map(constant -> RecordIntrospector.word((Enum<?>) constant))
              .toList();
        }
      };

  private static final Place ROOT = new Place(null, "");

  private final String file;

  RecordShape(String file) {
    this.file = file;
  }

  /** A component of a record. */
  private record Slot(Shape shape, boolean optional) {}

  /** A type as it is written at one place. */
  private record Shape(Class<?> raw, boolean nullable, List<Shape> arguments) {
    static Shape of(AnnotatedType type) {
      List<Shape> arguments =
          type instanceof AnnotatedParameterizedType p
              ? Arrays.stream(p.getAnnotatedActualTypeArguments()).map(Shape::of).toList()
              : List.of();
      return new Shape(RecordShape.raw(type.getType()), RecordShape.nullable(type), arguments);
    }
  }

  /** Where in the document; becomes text only in an error. */
  private record Place(@Nullable Place parent, Object token) {
    Place below(Object token) {
      return new Place(this, token);
    }

    @Override
    public String toString() {
      StringBuilder pointer = new StringBuilder();
      for (Place at = this; at.parent != null; at = at.parent) {
        pointer.insert(0, "/" + StrictJson.escape(at.token.toString()));
      }
      return pointer.toString();
    }
  }

  /**
   * Throws at the first difference; types that are not ours to judge (interfaces) are left to the
   * binding.
   */
  void check(JsonNode node, Class<?> type) throws BadDataException {
    if (node.isNull()) {
      throw wrong(ROOT, "null is not allowed here");
    }
    checkRaw(node, type, List.of(), ROOT);
  }

  /** {@return whether a component may be left out} */
  static boolean optional(RecordComponent component) {
    return nullable(component.getAnnotatedType());
  }

  private static boolean nullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private void check(JsonNode node, Shape shape, Place at) throws BadDataException {
    if (node.isNull()) {
      if (!shape.nullable()) {
        throw wrong(at, "null is not allowed here");
      }
      return;
    }
    checkRaw(node, shape.raw(), shape.arguments(), at);
  }

  private void checkRaw(JsonNode node, Class<?> raw, List<Shape> arguments, Place at)
      throws BadDataException {
    if (raw == String.class) {
      expect(node.isString(), at, "a string");
    } else if (raw.isRecord()) {
      checkRecord(node, raw, at);
    } else if (raw.isArray()) {
      expect(node.isArray(), at, "a list");
      for (int i = 0; i < node.size(); i++) {
        checkElement(node.get(i), raw.componentType(), at.below(i));
      }
    } else if (Collection.class.isAssignableFrom(raw) && arguments.size() == 1) {
      expect(node.isArray(), at, "a list");
      for (int i = 0; i < node.size(); i++) {
        check(node.get(i), arguments.getFirst(), at.below(i));
      }
    } else if (Map.class.isAssignableFrom(raw) && arguments.size() == 2) {
      expect(node.isObject(), at, "an object");
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        check(entry.getValue(), arguments.getLast(), at.below(entry.getKey()));
      }
    } else {
      checkScalar(node, raw, at);
    }
  }

  private void checkElement(JsonNode node, Class<?> type, Place at) throws BadDataException {
    if (node.isNull()) {
      throw wrong(at, "null is not allowed here");
    }
    checkRaw(node, type, List.of(), at);
  }

  private void checkRecord(JsonNode node, Class<?> type, Place at) throws BadDataException {
    expect(node.isObject(), at, "an object");
    SequencedMap<String, Slot> slots = SLOTS.get(type);
    for (String key : node.propertyNames()) {
      if (!slots.containsKey(key)) {
        throw BadDataException.unknown(
            file, at.below(key).toString(), "key", key, List.copyOf(slots.sequencedKeySet()));
      }
    }
    for (Map.Entry<String, Slot> slot : slots.entrySet()) {
      String key = slot.getKey();
      JsonNode value = node.get(key);
      if (value != null) {
        check(value, slot.getValue().shape(), at.below(key));
      } else if (!slot.getValue().optional()) {
        throw wrong(at, "missing key \"" + key + "\"");
      }
    }
  }

  private void checkScalar(JsonNode node, Class<?> type, Place at) throws BadDataException {
    if (type == boolean.class || type == Boolean.class) {
      expect(node.isBoolean(), at, "true or false");
    } else if (type == int.class || type == Integer.class) {
      expect(node.isIntegralNumber() && node.canConvertToInt(), at, "a whole number of 32 bits");
    } else if (type == long.class || type == Long.class) {
      expect(node.isIntegralNumber() && node.canConvertToLong(), at, "a whole number of 64 bits");
    } else if (type.isEnum()) {
      expect(node.isString(), at, "a string");
      List<String> words = WORDS.get(type);
      if (!words.contains(node.stringValue())) {
        throw BadDataException.unknown(file, at.toString(), "word", node.stringValue(), words);
      }
    }
  }

  private void expect(boolean fits, Place at, String expected) throws BadDataException {
    if (!fits) {
      throw wrong(at, "wrong type: expected " + expected);
    }
  }

  private BadDataException wrong(Place at, String reason) {
    return new BadDataException(file, at.toString(), reason);
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p -> (Class<?>) p.getRawType();
      default -> Object.class;
    };
  }
}
