package io.unveil.unpacker.dex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import io.unveil.unpacker.Limits;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
  private static final byte[] FIRST =
      DexCompiler.dex(
          "package a; public class A { static int of() { return new Gr\u00fcn().hashCode(); } }"
              + " class AB {} class Gr\u00fcn { void call() {} void other() {} }");

  private static final byte[] SECOND =
      DexCompiler.dex("package a; public class A { void later() {} } class Second {}");

  private static DexCode both() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("classes.dex", FIRST);
    files.put("classes2.dex", SECOND);
    return DexCode.of(files, Limits.DEFAULT);
  }

  @Test
  void classOfTwoFiles_isThatOfTheFirst() {
    DexClass found = requireNonNull(both().find("La/A;"));

    assertThat(found.file().name()).isEqualTo("classes.dex");
    assertThat(found.method("of", "()I")).isNotNull();
  }

  @Test
  void everyClass_isFoundByItsDescriptor() {
    DexCode code = both();

    for (DexFile file : code.files()) {
      for (DexClass each : file.classes()) {
        assertThat(requireNonNull(code.find(each.descriptor())).descriptor())
            .isEqualTo(each.descriptor());
      }
    }
    assertThat(code.find("La/Gr\u00fcn;")).isNotNull();
    assertThat(requireNonNull(code.find("La/Second;")).file().name()).isEqualTo("classes2.dex");
  }

  @Test
  void otherNames_areNotFound() {
    DexCode code = both();

    for (String name : Set.of("", "L", "La/A", "La/AB", "La/A;\0", "La/A;x", "La/A\0;", "I")) {
      assertThat(code.find(name)).as(name).isNull();
    }
  }

  @Test
  void noFiles_findNothing() {
    assertThat(DexCode.of(Map.of(), Limits.DEFAULT).find("La/A;")).isNull();
  }

  @Test
  void wantedMethods_areThoseNamedAndTheConstructorsOfOwners() {
    DexFile file = both().files().getFirst();

    WantedMethods.Ids ids =
        file.methodIds(
            new WantedMethods(Set.of("call", "of", "absent"), Set.of("La/Gr\u00fcn;", "Lno;")));

    assertThat(Arrays.stream(ids.named()).mapToObj(file::methodName)).containsExactly("of", "call");
    assertThat(
            Arrays.stream(ids.constructors())
                .mapToObj(i -> file.methodOwner(i) + file.methodName(i)))
        .containsExactly("La/Gr\u00fcn;<init>");
    assertThat(ids.named()).isEqualTo(file.methodIdsNamed(Set.of("call", "of", "absent")));
  }
}
