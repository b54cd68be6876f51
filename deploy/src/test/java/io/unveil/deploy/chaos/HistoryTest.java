package io.unveil.deploy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.chaos.Event.Accepted;
import io.unveil.deploy.chaos.Event.Happened;
import io.unveil.deploy.chaos.Event.Kind;
import io.unveil.deploy.chaos.Event.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir private Path folder;

  @Test
  void whatWasAdded_isReadBackBeforeTheFileIsClosed() throws Exception {
    List<Event> events =
        List.of(
            new Accepted(1, "aa", Kind.POISON),
            new Result(2, "aa", 3, 4, "5.6.7", true),
            new Result(3, "bb", 0, 9, "5.6.7", false),
            new Happened(8, "KILL WORKER 1 for 0 ms"));
    try (History history = History.in(folder.resolve("history.tsv"))) {
      events.forEach(history::add);

      assertThat(History.read(folder.resolve("history.tsv"))).isEqualTo(events);
    }
  }

  @Test
  void healing_isFromTheKillToTheResultOfWhatWasUnderWay() {
    Healing healing =
        Healing.of(
            List.of(
                new Accepted(100, "done", Kind.HEALTHY),
                new Result(150, "done", 0, 0, "1.1.1", false),
                new Accepted(120, "under way", Kind.HEALTHY),
                new Happened(200, "KILL WORKER 1 for 0 ms"),
                new Happened(250, "KILL WORKER 1 for 0 ms: nothing there that is ready"),
                new Accepted(300, "later", Kind.HEALTHY),
                new Result(1_200, "under way", 0, 1, "1.1.1", false),
                new Result(1_300, "later", 0, 2, "1.1.1", false)));

    assertThat(healing).isEqualTo(new Healing(1, 1_000, 1_000, 1_000));
  }
}
