package io.unveil.analyzer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model file as it stands in JSON; {@code docs/models.md} explains each key. All keys are
 * optional.
 */
record ModelFile(
    @Nullable List<Kind> kinds,
    @Nullable List<ProviderUri> providers,
    @Nullable List<FieldModel> fields,
    @Nullable List<Method> methods,
    @Nullable List<Overridden> overrides,
    @Nullable List<String> createdByAndroid,
    @Nullable List<String> opaqueTypes,
    @Nullable NativeMethods nativeMethods) {

  record NativeMethods(@Nullable String source, @Nullable String sink) {}

  record Kind(String name, String role, @Nullable String tier) {}

  record ProviderUri(String prefix, String kind, @Nullable String permission) {}

  record FieldModel(String field, String constant) {}

  record Method(
      String method,
      @Nullable Source source,
      @Nullable Provider provider,
      @Nullable List<Sink> sinks,
      @Nullable List<String> flows,
      @Nullable String channel,
      MethodModel.@Nullable Evaluator evaluate,
      @Nullable String watch) {}

  record Overridden(
      String method,
      @Nullable Source source,
      @Nullable List<String> flows,
      String event,
      @Nullable Boolean periodic,
      @Nullable Integer stage,
      @Nullable Boolean once) {}

  record Source(String kind, String port, @Nullable String permission) {}

  record Provider(String uri, String result) {}

  record Sink(
      String kind,
      String port,
      @Nullable String channel,
      @Nullable String destination,
      @Nullable String permission) {}
}
