package io.unveil.analyzer.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unveil.analyzer.model.BadDataException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibrariesTest {
  private final Libraries libraries = Libraries.get();

  @ParameterizedTest
  @CsvSource({
    "Landroidx/work/Worker;, com.example.app, AndroidX",
    "Lokhttp3/Call;, com.example.app, OkHttp",
    "[Lokhttp3/internal/http2/Http2Stream;, com.example.app, OkHttp",
    "Lokhttp3x/Call;, com.example.app, ",
    "Lcom/squareup/moshi/Json;, com.example.app, Moshi",
    "Lcom/squareup/other/Thing;, com.example.app, Square (other)",
    "Lcom/facebook/react/Bridge;, com.example.app, React Native",
    "Lcom/facebook/katana/Main;, com.facebook.katana, ",
    "Lcom/facebook/ads/Ad;, com.facebook.katana, Facebook SDK",
    "Lcom/facebook/katana/Main;, , Facebook SDK",
    "Lcom/example/app/Main;, com.example.app, ",
    "LMain;, com.example.app, ",
    "Lcom/google/android/gms/location/LocationRequest;, com.google.android.gms.spy, Google Play"
        + " services",
    "I, com.example.app, ",
    "'', com.example.app, ",
    "[, com.example.app, ",
  })
  void of_isTheLongestKnownPackageOutsideTheApp(
      String descriptor, String appPackage, String expected) {
    assertThat(libraries.of(descriptor, appPackage)).isEqualTo(expected);
  }

  @Test
  void catalogue_hasTheCommonLibraries() {
    assertThat(libraries.packageCount()).isGreaterThan(150);
  }

  @Test
  void repeatedPackage_isRefusedWithItsPlace() {
    assertThatThrownBy(() ->
            read(
                "{\"libraries\": [{\"name\": \"A\", \"packages\": [\"a.b\"]}, {\"name\": \"B\","
                    + " \"packages\": [\"b\", \"a.b\"]}]}"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("/libraries/1/packages/1")
        .hasMessageContaining("already a package of A");
  }

  @ParameterizedTest
  @CsvSource({"a/b", "La;", "''", "a.", "A"})
  void malformedPackage_isRefused(String name) {
    assertThatThrownBy(
            () -> read("{\"libraries\": [{\"name\": \"A\", \"packages\": [\"" + name + "\"]}]}"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is no package");
  }

  private static Libraries read(String json) throws BadDataException {
    return Libraries.read("test.json", json.getBytes(StandardCharsets.UTF_8));
  }
}
