package io.unveil.deploy.cli;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.deploy.client.Backoff;
import io.unveil.deploy.client.Receipt;
import io.unveil.deploy.client.ResultWait;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Submitter;
import io.unveil.deploy.client.Submitter.Outcome;
import io.unveil.deploy.client.UnveilClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of {@code submit}: sends the inputs, and perhaps waits for what they are. */
final class SubmitRun {
  private static final int BULK_IN_FLIGHT = 4;
  private static final int INTERACTIVE_IN_FLIGHT = 2;

  private final Streams streams;
  private final UnveilClient client;
  private final Submitter submitter;
  private final List<Submitted> accepted = new ArrayList<>();
  private int known;
  private int unreadable;
  private int notSent;

  SubmitRun(Streams streams, UnveilClient client, boolean bulk) {
    this.streams = streams;
    this.client = client;
    this.submitter =
        new Submitter(client, bulk, bulk ? BULK_IN_FLIGHT : INTERACTIVE_IN_FLIGHT, Backoff.DEFAULT);
  }

  private record Submitted(String name, String sha256) {}

  /**
   * Sends all inputs and writes a line for each that the server has.
   *
   * @param print false when the lines are not wanted, because verdicts follow
   */
  ExitCode send(List<Input> inputs, OutputStream out, boolean print)
      throws IOException, InterruptedException {
    List<Input.Sample> samples = new ArrayList<>();
    for (Input input : inputs) {
      switch (input) {
        case Input.Sample sample -> samples.add(sample);
        case Input.Unreadable(String name, String reason) -> unreadable(name, reason);
      }
    }
    Progress progress = new Progress(streams, "submitted", samples.size());
    List<Path> files = samples.stream().map(Input.Sample::path).toList();
    submitter.run(
        files,
        (file, outcome) -> {
          progress.erase();
          String name = samples.get(file).name();
          note(name, outcome);
          if (print && outcome instanceof Outcome.Accepted(Receipt receipt)) {
            print(out, receipt.sha256() + "  " + name);
          }
          progress.finished(name);
        });
    progress.erase();
    if (print || notSent > 0) {
      print(out, summary());
    }
    return notSent > 0 ? ExitCode.INTERNAL : unreadable > 0 ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  /** Waits for all results and writes the table of them. */
  void await(OutputStream out, Tally tally)
      throws IOException, ServerTroubleException, InterruptedException {
    VerdictTable table = new VerdictTable(out, accepted.stream().map(Submitted::name).toList());
    ResultWait wait = new ResultWait(client, ResultWait.POLLS);
    Progress progress = new Progress(streams, "analysed", accepted.size());
    for (Submitted sample : accepted) {
      ScanReport report = wait.of(sample.sha256());
      progress.erase();
      table.row(sample.name(), report);
      tally.add(new SampleResult.Reported(sample.name(), report, RunNotes.NONE));
      progress.finished(sample.name());
    }
    progress.erase();
    // Whoever waited wants to search now.
    for (Submitted sample : accepted) {
      wait.searchable(sample.sha256());
    }
    print(out, tally.summary());
  }

  private void note(String name, Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted(Receipt receipt) -> {
        accepted.add(new Submitted(name, receipt.sha256()));
        known += receipt.added() ? 0 : 1;
      }
      case Outcome.Unreadable(String reason) -> unreadable(name, reason);
      case Outcome.Failed(String reason) -> {
        notSent++;
        streams.complain(name + ": not submitted: " + reason);
      }
      case Outcome.Skipped() -> notSent++;
    }
  }

  private void unreadable(String name, String reason) {
    unreadable++;
    streams.complain(name + ": " + reason);
  }

  private String summary() {
    return accepted.size()
        + " submitted"
        + (known > 0 ? ", " + known + " of them known before" : "")
        + (unreadable > 0 ? "; " + unreadable + " unreadable" : "")
        + (notSent > 0 ? "; " + notSent + " not sent, submit them again" : "");
  }

  private static void print(OutputStream out, String line) throws IOException {
    Block block = new Block();
    block.line(0, "%s", line);
    out.write(block.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
