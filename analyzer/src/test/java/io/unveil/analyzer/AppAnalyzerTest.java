package io.unveil.analyzer;

import static io.unveil.analyzer.facts.FlowBuilder.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.FlowFact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppAnalyzerTest {
  private static final FlowFact DECOY = flow("sms-store", "network").userAction().build();

  @Test
  void flowsOfOneSort_areKeptUpToTheBound() {
    List<FlowFact> many = Collections.nCopies(AppAnalyzer.KEPT_PER_PAIR + 5, DECOY);

    assertThat(AppAnalyzer.kept(many)).hasSize(AppAnalyzer.KEPT_PER_PAIR);
  }

  @Test
  void decoysOfOneSort_doNotPushOutAnother() {
    FlowFact byItself = flow("sms-store", "network").build();
    FlowFact periodic = flow("sms-store", "network").periodic().build();
    List<FlowFact> flows = new ArrayList<>(Collections.nCopies(AppAnalyzer.KEPT_PER_PAIR, DECOY));
    flows.add(byItself);
    flows.add(periodic);

    assertThat(AppAnalyzer.kept(flows)).contains(byItself, periodic);
  }
}
