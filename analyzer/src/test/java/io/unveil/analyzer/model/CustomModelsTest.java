package io.unveil.analyzer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.unpacker.dex.MethodId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Sources and sinks of a file in the place of the bundled ones. */
class CustomModelsTest {
  private static Models custom(String methods) throws BadDataException {
    String json =
        """
        {
          "kinds": [{"name": "mine", "role": "source", "tier": "context"},
                    {"name": "there", "role": "sink"}],
          "methods": [%s]
        }
        """
            .formatted(methods);
    return ModelLoader.custom("mine.json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static MethodModel model(Models models, String owner, String name, String descriptor) {
    return Objects.requireNonNull(models.method(List.of(new MethodId(owner, name, descriptor))));
  }

  @Test
  void ourSourcesAndSinks_areGoneAndWhatMovesStays() throws BadDataException {
    Models models = custom("");

    assertThat(models.startingPoints())
        .doesNotContainKeys("query", "sendTextMessage", "getLastKnownLocation");
    MethodModel query =
        model(
            models,
            "Landroid/content/ContentResolver;",
            "query",
            "(Landroid/net/Uri;)Landroid/database/Cursor;");
    assertThat(query.provider()).isNull();
    MethodModel append =
        model(
            models,
            "Ljava/lang/StringBuilder;",
            "append",
            "(Ljava/lang/String;)Ljava/lang/StringBuilder;");
    assertThat(append.flows()).isNotEmpty();
    assertThat(append.evaluate()).isEqualTo(MethodModel.Evaluator.APPEND);
    assertThat(models.overrides()).isNotEmpty().allMatch(o -> o.source() == null);
  }

  @Test
  void methodThatIsOnlyASinkThere_movesWhatItMovesForUs() throws BadDataException {
    Models models =
        custom(
            """
            {"method": "Ljava/lang/StringBuilder;->append",
             "sinks": [{"kind": "there", "port": "Argument(0)"}]}
            """);

    MethodModel append =
        model(
            models,
            "Ljava/lang/StringBuilder;",
            "append",
            "(Ljava/lang/String;)Ljava/lang/StringBuilder;");
    assertThat(append.sinks()).hasSize(1);
    assertThat(append.flows()).isNotEmpty();
    assertThat(append.passes()).isFalse();
  }

  @Test
  void methodThatNobodyModelled_passesItsArgumentsOn() throws BadDataException {
    Models models =
        custom(
            """
            {"method": "Lorg/example/Unknown;->read", "source": {"kind": "mine", "port": "Return"}},
            {"method": "Lorg/example/Unknown;->known", "flows": [],
             "source": {"kind": "mine", "port": "Return"}}
            """);

    assertThat(model(models, "Lorg/example/Unknown;", "read", "()V").passes()).isTrue();
    assertThat(model(models, "Lorg/example/Unknown;", "known", "()V").passes()).isFalse();
    assertThat(models.isProtected("mine")).isTrue();
  }

  @Test
  void unknownKind_isAnErrorWithItsPlace() {
    assertThatThrownBy(() ->
            custom(
                """
                {"method": "La/B;->c", "source": {"kind": "mein", "port": "Return"}}
                """))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("mine.json#/methods/0/source/kind")
        .hasMessageContaining("mine");
  }
}
