package io.unveil.analyzer.flow;
import io.unveil.analyzer.facts.*;
import io.unveil.fixtures.*;
import java.util.*;
final class DevMain {
  public static void main(String[] a) throws Exception {
    int bad = 0;
    for (Sample s : FlowCases.all()) {
      if (a.length > 0 && !s.name().contains(a[0])) continue;
      AppFacts f = FlowCasesTest.analyze(s);
      TreeSet<Integer> codes = new TreeSet<>();
      f.flows().forEach(x -> codes.add(FlowCasesTest.code(x)));
      boolean ok = codes.equals(new TreeSet<>(s.expectedCodes()));
      boolean conf = f.flows().stream().allMatch(x -> x.confirmed().equals("confirmed"));
      if (!ok || !conf || a.length > 0) { bad++; System.out.println(s.name() + " expected " + s.expectedCodes() + " got " + codes + " " + f.flows().stream().map(FlowFact::confirmed).toList() + " " + f.coverage().failures() + " analysed " + f.coverage().methodsAnalysed() + " src " + f.sourceCalls() + " sink " + f.sinkCalls()); }
      if (a.length > 0) System.out.println("  classes " + f.coverage() + f.apk().incomplete() + f.apk().dexEntries() + f.strings());
      if (a.length > 0) f.flows().forEach(x -> System.out.println("   " + x));
    }
    System.out.println(bad + " bad");
  }
}
