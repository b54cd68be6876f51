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
            new Event.Again(5, "aa", 3),
            new Event.Held(6, "aa"),
            new Event.Taken(7, "aa", "worker"),
            new Happened(8, "KILL WORKER 1 for 0 ms: worker-0"));
    try (History history = History.in(folder.resolve("history.tsv"))) {
      events.forEach(history::add);

      assertThat(History.read(folder.resolve("history.tsv"))).isEqualTo(events);
    }
  }
}
