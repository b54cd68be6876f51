package io.unveil.analyzer.flow;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a method does must not depend on which block an interpreter visits first, nor on the order
 * in which a summary has its entries. Each method here is read by both interpreters.
 */
class VisitingOrderTest {
  private static final String SERVICE =
"""
      package com.example.order;

      import android.telephony.SmsManager;
      import java.lang.reflect.Method;
      import java.util.List;

      public class Main extends android.app.Service {
        static Method cached;

        static class Box {
          String held;
        }

        @Override
        public android.os.IBinder onBind(android.content.Intent intent) {
          return null;
        }

        static void fill(String[] array, String value) {
          for (int i = 0; i < array.length; i++) {
            array[i] = value;
          }
        }

        static void each(List<Box> boxes, String value) {
          for (int i = 0; i < boxes.size(); i++) {
            boxes.get(i).held = value;
          }
        }

        static void exact(String[] array, String value) {
          array[2] = value;
        }

        static Object reflect(Main target, String value, boolean fetched) throws Exception {
          if (!fetched) {
            cached = Main.class.getMethod("callee", String.class);
          }
          return cached.invoke(target, value);
        }

        public Object callee(String value) {
          return value;
        }

        static String onNull(boolean way, String value) {
          Box none = way ? null : null;
          none.held = value;
          return value;
        }

        static void sends(SmsManager sms, String[] texts) {
          String all = "";
          for (String text : texts) {
            all = all + text;
            sms.sendTextMessage("5550100", null, all, null, null);
          }
        }

        static void firstThenSecond(Box[] boxes, String value) {
          boxes[0].held = value;
          boxes[1].held = "";
        }

        static void secondThenFirst(Box[] boxes, String value) {
          boxes[0].held = "";
          boxes[1].held = value;
        }

        static String one(int index, String value) {
          Box box = new Box();
          Box[] boxes = new Box[2];
          boxes[index] = box;
          firstThenSecond(boxes, value);
          return box.held;
        }

        static String other(int index, String value) {
          Box box = new Box();
          Box[] boxes = new Box[2];
          boxes[index] = box;
          secondThenFirst(boxes, value);
          return box.held;
        }

        static String outer(int way, String value) {
          if (way == 0) {
            return middle(way - 1, value);
          }
          if (way == 1) {
            return later(way - 1, value);
          }
          return value;
        }

        static String middle(int way, String value) {
          return way == 2 ? inner(way - 1, value) : outer(way - 1, value);
        }

        static String inner(int way, String value) {
          return middle(way - 1, value);
        }

        static String later(int way, String value) {
          return inner(way - 1, value);
        }
      }
""";

  @Test
  void indexThatIsConstantAtTheFirstTurnOnly_isAnyIndex() throws Exception {
    both(
        "fill",
        (analysis, summary) ->
            assertThat(fieldsOf(analysis, summary, 0)).containsExactly(Heap.CONTENT));
  }

  @Test
  void keyThatIsConstantAtTheFirstTurnOnly_isAnyKey() throws Exception {
    both(
        "each",
        (analysis, summary) ->
            assertThat(ComparableSummary.of(analysis.atoms(), summary))
                .hasSize(1)
                .allSatisfy((aspect, _) -> assertThat(aspect).startsWith("writes p0.[?].")));
  }

  @Test
  void indexThatIsConstantWheneverItIsUsed_isThatIndex() throws Exception {
    both(
        "exact",
        (analysis, summary) -> assertThat(fieldsOf(analysis, summary, 0)).containsExactly("[2]"));
  }

  @Test
  void memberThatOneWayFinds_isTheOnlyOneCalled() throws Exception {
    both(
        "reflect",
        (analysis, summary) ->
            assertThat(analysis.atoms().stream(summary.returned()))
                .containsExactly(new Atom.Parameter(1, "Ljava/lang/String;", false)));
  }

  @Test
  void fieldOfNull_endsTheWay() throws Exception {
    both(
        "onNull",
        (_, summary) -> {
          assertThat(summary.returned()).isEqualTo(Value.NOTHING);
          assertThat(summary.writes()).isEmpty();
        });
  }

  @Test
  void callInLoop_isOneHit() throws Exception {
    both("sends", (_, summary) -> assertThat(summary.hits()).hasSize(1));
  }

  @Test
  void objectsThatAreOneInTheCaller_holdWhatIsLeftInEither() throws Exception {
    Atom value = new Atom.Parameter(1, "Ljava/lang/String;", false);
    both(
        "one",
        (analysis, summary) ->
            assertThat(analysis.atoms().stream(summary.returned())).contains(value));
    both(
        "other",
        (analysis, summary) ->
            assertThat(analysis.atoms().stream(summary.returned())).contains(value));
  }

  @Test
  void cycleInsideACycle_waitsForTheOuterOne() throws Exception {
    Atom value = new Atom.Parameter(1, "Ljava/lang/String;", false);
    both(
        "outer",
        (analysis, _) -> {
          for (String name : List.of("outer", "middle", "inner", "later")) {
            Summary summary = analysis.solver().summary(Body.any(named(analysis.code(), name)));
            assertThat(analysis.atoms().stream(Objects.requireNonNull(summary).returned()))
                .as(name)
                .contains(value);
          }
        });
  }

  private static Set<String> fieldsOf(Analysis analysis, Summary summary, int parameter) {
    return summary.writes().entrySet().stream()
        .filter(e ->
            analysis.atoms().get(e.getKey()) instanceof Atom.Parameter p && p.index() == parameter)
        .findFirst()
        .orElseThrow()
        .getValue()
        .keySet();
  }

  private static void both(String method, BiConsumer<Analysis, Summary> check) throws Exception {
    byte[] app =
        apk("com.example.order").service(".Main", s -> s.exported(false)).source(SERVICE).build();
    try (ApkBytes bytes = ApkBytes.of(app)) {
      DexCode code =
          DexCode.open(
              bytes, ApkUnpacker.unpack(bytes, Limits.DEFAULT).dexEntries(), Limits.DEFAULT);
      for (Interpreter interpreter : List.of(new DexInterpreter(), new JvmInterpreter())) {
        Analysis analysis =
            new Analysis(
                code,
                new ClassHierarchy(code, FrameworkTable.get()),
                Libraries.get(),
                ModelLoader.bundled(),
                "com.example.order",
                Loading.of(List.of()),
                Budget.DEFAULT,
                _ -> interpreter);
        Summary summary = analysis.solver().summary(Body.any(named(code, method)));
        assertThat(summary).as(interpreter.getClass().getSimpleName()).isNotNull();
        check.accept(analysis, Objects.requireNonNull(summary));
      }
    }
  }

  private static DexMethod named(DexCode code, String name) {
    return IntStream.range(0, code.methodCount())
        .mapToObj(code::method)
        .filter(m -> m.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
