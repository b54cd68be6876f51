package io.unveil.analyzer.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.Executable;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Reads the rules of our records from Java itself: a component is required and not null unless its
 * type is annotated {@code @Nullable}; an enum constant is its name in lower case with dashes.
 */
final class RecordIntrospector extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    RecordComponent component = component(member);
    return component == null
        ? super.hasRequiredMarker(config, member)
        : Boolean.valueOf(!RecordShape.optional(component));
  }

  @Override
  public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
    RecordComponent component = component(annotated);
    if (component == null) {
      return super.findSetterInfo(config, annotated);
    }
    Nulls nulls = RecordShape.optional(component) ? Nulls.DEFAULT : Nulls.FAIL;
    return JsonSetter.Value.construct(nulls, Nulls.FAIL);
  }

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, @Nullable String[] names) {
    String[] found = super.findEnumValues(config, type, constants, names);
    for (int i = 0; i < constants.length; i++) {
      if (found[i] == null) {
        found[i] = word(constants[i]);
      }
    }
    return found;
  }

  /** {@return the JSON form of an enum constant} */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return the JSON key of a component: its name unless annotated otherwise} */
  static String key(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null || named.value().isEmpty() ? component.getName() : named.value();
  }

  private static @Nullable RecordComponent component(Annotated annotated) {
    if (annotated instanceof AnnotatedParameter parameter
        && parameter.getOwner().getAnnotated() instanceof Executable constructor
        && constructor.getDeclaringClass().isRecord()) {
      RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
      return parameter.getIndex() < components.length ? components[parameter.getIndex()] : null;
    }
    return null;
  }
}
