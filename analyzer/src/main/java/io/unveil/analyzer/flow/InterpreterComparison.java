package io.unveil.analyzer.flow;

import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Each interpreter as the other's oracle: every method of one app is summarised by both, callees
 * included, and the summaries are compared. A method that one of them cannot read is read by the
 * Dalvik interpreter on both sides, so that it is counted once and not again in each caller. For
 * measuring and testing; {@code scan} compares only what findings rest on.
 */
public final class InterpreterComparison {
  /** Every method is to be summarised, however many there are; each has its usual bounds. */
  private static final Budget BUDGET =
      new Budget(
          Long.MAX_VALUE / 2,
          Budget.DEFAULT.maxMethodUnits(),
          Budget.DEFAULT.maxVisitsPerBlock(),
          Budget.DEFAULT.maxCallDepth(),
          Budget.DEFAULT.maxLiftedMethods(),
          Budget.DEFAULT.maxRounds(),
          3_600);

  private final DexCode code;
  private final ClassHierarchy hierarchy;
  private final Libraries libraries;
  private final Models models;
  private final String packageName;
  private final boolean ownOnly;
  private final Map<String, Integer> unread = new TreeMap<>();
  private final Map<String, Difference> differences = new TreeMap<>();
  private int lifted;
  private int same;
  private int different;

  private InterpreterComparison(
      DexCode code,
      ClassHierarchy hierarchy,
      Libraries libraries,
      Models models,
      String packageName,
      boolean ownOnly) {
    this.code = code;
    this.hierarchy = hierarchy;
    this.libraries = libraries;
    this.models = models;
    this.packageName = packageName;
    this.ownOnly = ownOnly;
  }

  /**
   * What came out.
   *
   * @param methods methods with code that were to be compared
   * @param lifted those that dex2jar made JVM bytecode of
   * @param same methods with the same summary
   * @param different methods with two summaries
   * @param unread why the others have fewer than two: {@code jvm:…} or {@code dalvik:…} and the
   *     reason, to how many
   * @param differences by what differs ({@code returns}, {@code throws}, {@code writes}, {@code
   *     sink}, {@code destination}, {@code watched}); a method may count in several
   */
  public record Result(
      int methods,
      int lifted,
      int same,
      int different,
      Map<String, Integer> unread,
      Map<String, Difference> differences) {}

  /**
   * One kind of disagreement.
   *
   * @param times methods
   * @param example the first of them, and what each interpreter says
   */
  public record Difference(int times, String example) {}

  /**
   * Compares the methods of one app.
   *
   * @param packageName application id, empty when unknown
   * @param ownOnly whether methods of known libraries are left out
   */
  public static Result of(
      DexCode code,
      ClassHierarchy hierarchy,
      Libraries libraries,
      Models models,
      String packageName,
      boolean ownOnly) {
    return new InterpreterComparison(code, hierarchy, libraries, models, packageName, ownOnly)
        .run();
  }

  /** Remembers which methods its interpreter could not read, and why. */
  private static final class Noting implements Interpreter {
    private final Interpreter interpreter;
    private final Map<DexMethod, String> failures = new HashMap<>();

    Noting(Interpreter interpreter) {
      this.interpreter = interpreter;
    }

    @Override
    public void interpret(MethodRun run) throws NotInterpretable {
      try {
        interpreter.interpret(run);
      } catch (NotInterpretable e) {
        failures.put(run.method(), String.valueOf(e.getMessage()));
        throw e;
      } catch (BadCodeException e) {
        failures.put(run.method(), "bad-code");
        throw e;
      }
    }
  }

  private Result run() {
    Noting dalvik = new Noting(new DexInterpreter());
    JvmInterpreter lifting = new JvmInterpreter();
    Noting jvm = new Noting(lifting);
    Analysis first = analysis(_ -> dalvik);
    Analysis second = analysis(_ -> jvm);
    List<DexMethod> methods = methods(first);
    methods.forEach(m -> first.solver().summary(Body.any(m)));
    methods.forEach(m -> second.solver().summary(Body.any(m)));
    lifted = lifting.lifted();
    jvm.failures.forEach((_, reason) -> unread.merge("jvm:" + reason, 1, Integer::sum));
    dalvik.failures.forEach((m, reason) -> {
      if (!jvm.failures.containsKey(m)) {
        unread.merge("dalvik:" + reason, 1, Integer::sum);
      }
    });
    Set<DexMethod> unreadable = new HashSet<>(jvm.failures.keySet());
    unreadable.addAll(dalvik.failures.keySet());
    Interpreter plain = new DexInterpreter();
    Analysis other =
        unreadable.isEmpty()
            ? second
            : new Analysis(second, unreadable, m -> unreadable.contains(m) ? plain : jvm);
    for (DexMethod method : methods) {
      if (!unreadable.contains(method)) {
        compare(method, first, other);
      }
    }
    return new Result(methods.size(), lifted, same, different, unread, differences);
  }

  private List<DexMethod> methods(Analysis analysis) {
    return IntStream.range(0, code.methodCount())
        .mapToObj(code::method)
        .filter(DexMethod::hasCode)
        .filter(m -> !ownOnly || analysis.isAppCode(m.owner().descriptor()))
        .toList();
  }

  private Analysis analysis(Function<DexMethod, Interpreter> interpreters) {
    return new Analysis(
        code,
        hierarchy,
        libraries,
        models,
        packageName,
        Loading.of(List.of()),
        BUDGET,
        interpreters);
  }

  private void compare(DexMethod method, Analysis dalvik, Analysis jvm) {
    Summary first = dalvik.solver().summary(Body.any(method));
    Summary second = jvm.solver().summary(Body.any(method));
    if (first == null || second == null) {
      unread.merge((second == null ? "jvm" : "dalvik") + ":bounds", 1, Integer::sum);
      return;
    }
    Map<String, Set<String>> a = ComparableSummary.of(dalvik.atoms(), first);
    Map<String, Set<String>> b = ComparableSummary.of(jvm.atoms(), second);
    if (a.equals(b)) {
      same++;
      return;
    }
    different++;
    Set<String> aspects = new TreeSet<>(a.keySet());
    aspects.addAll(b.keySet());
    Set<String> seen = new HashSet<>();
    for (String aspect : aspects) {
      Set<String> left = a.getOrDefault(aspect, Set.of());
      Set<String> right = b.getOrDefault(aspect, Set.of());
      if (!left.equals(right) && seen.add(kind(aspect))) {
        String example =
            method.id()
                + ": "
                + aspect
                + ": Dalvik "
                + only(left, right)
                + ", JVM "
                + only(right, left);
        differences.merge(
            kind(aspect),
            new Difference(1, example),
            (known, _) -> new Difference(known.times + 1, known.example));
      }
    }
  }

  private static String kind(String aspect) {
    return aspect.split(" ", 2)[0];
  }

  private static Set<String> only(Set<String> these, Set<String> others) {
    Set<String> only = new TreeSet<>(these);
    only.removeAll(others);
    return only;
  }
}
