package io.unveil.deploy.cli;

import io.unveil.analyzer.AppFlows;
import io.unveil.analyzer.AppFlows.Installed;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** One run of {@code unveil flows}; apart from the command as {@link InspectRun} is. */
final class FlowsRun {
  private final Streams streams;
  private final Format format;
  private final int threads;
  private final boolean together;
  private final Limits limits;

  FlowsRun(Streams streams, Format format, int threads, boolean together, Limits limits) {
    this.streams = streams;
    this.format = format;
    this.threads = threads;
    this.together = together;
    this.limits = limits.forHeap(Runtime.getRuntime().maxMemory() / threads);
  }

  /** What became of one input; without flows when it could not be read. */
  private record Result(
      String file, @Nullable AppFlows flows, @Nullable String failure, ExitCode exitCode) {
    static Result of(String file, AppFlows flows) {
      ExitCode exitCode = flows.incomplete().isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
      return new Result(file, flows, null, exitCode);
    }

    static Result failed(String file, String reason, ExitCode exitCode) {
      return new Result(file, null, reason, exitCode);
    }
  }

  ExitCode run(List<String> paths, @Nullable Path modelFile, CommandSpec command)
      throws RefusedException, ServerTroubleException, InterruptedException {
    Models models = modelFile == null ? ModelLoader.bundled() : read(modelFile, command);
    InputListing listing = InputListing.of(paths);
    if (listing.linksPassedOver() > 0) {
      streams.complain(
          listing.linksPassedOver() + " symbolic links below the given folders were not followed");
    }
    return StandardOutput.write(streams, out -> solve(listing.inputs(), models, out));
  }

  private static Models read(Path file, CommandSpec command) {
    try {
      return ModelLoader.custom(file.toString(), Files.readAllBytes(file));
    } catch (BadDataException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--models: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--models: " + file + ": " + Failures.reading(e), e);
    }
  }

  private ExitCode solve(List<Input> inputs, Models models, OutputStream out)
      throws IOException, InterruptedException {
    if (together) {
      return solveTogether(inputs, models, out);
    }
    FlowsWriter writer = new FlowsWriter(format, out, List.of());
    ExitCode[] worst = {ExitCode.OK};
    Progress progress = new Progress(streams, "solved", inputs.size());
    new ScanRun<Result>(input -> of(input, models), threads)
        .run(
            inputs,
            result -> {
              progress.erase();
              worst[0] = worst[0].and(result.exitCode);
              explain(result);
              if (result.flows != null) {
                writer.write(result.file, result.flows);
              }
              progress.finished(result.file);
            });
    progress.erase();
    writer.finish();
    return worst[0];
  }

  /** A file that makes Unveil fail must not take the others with it: then each is on its own. */
  private ExitCode solveTogether(List<Input> inputs, Models models, OutputStream out)
      throws IOException {
    List<Result> results;
    ExitCode worst = ExitCode.OK;
    try {
      results = together(inputs, models);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      streams.complain(
          "--together: " + Failures.crash(e) + "; a defect of Unveil, each file is read alone");
      worst = ExitCode.INTERNAL;
      results = inputs.stream().map(input -> of(input, models)).toList();
    }
    FlowsWriter writer = new FlowsWriter(format, out, results.stream().map(Result::file).toList());
    for (Result result : results) {
      worst = worst.and(result.exitCode);
      explain(result);
      if (result.flows != null) {
        writer.write(result.file, result.flows);
      }
    }
    writer.finish();
    return worst;
  }

  private List<Result> together(List<Input> inputs, Models models) throws IOException {
    List<Installed> installed = new ArrayList<>();
    List<ApkBytes> open = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    try {
      for (Input input : inputs) {
        String failure = install(input, installed, open);
        if (failure != null) {
          results.add(Result.failed(input.name(), failure, ExitCode.INCOMPLETE));
        }
      }
      AppFlows.together(installed, models, Budget.DEFAULT)
          .forEach((file, flows) -> results.add(Result.of(file, flows)));
      return results;
    } finally {
      for (ApkBytes bytes : open) {
        bytes.close();
      }
    }
  }

  /** Opens one file for the whole run; {@return why it cannot be read, or null} */
  private @Nullable String install(Input input, List<Installed> installed, List<ApkBytes> open) {
    return switch (input) {
      case Input.Unreadable(String _, String reason) -> reason;
      case Input.Sample(String name, Path path) -> {
        try {
          ApkBytes bytes = ApkBytes.map(path, limits);
          open.add(bytes);
          UnpackedApk app = ApkUnpacker.unpack(bytes, limits);
          DexCode code = DexCode.open(bytes, app.dexEntries(), limits);
          installed.add(new Installed(name, app, code, RuntimeResources.of(bytes, app, limits)));
          yield null;
        } catch (MalformedApkException e) {
          yield "not a readable APK: " + e.getMessage();
        } catch (IOException e) {
          yield Failures.reading(e);
        }
      }
    };
  }

  private void explain(Result result) {
    if (result.failure != null) {
      streams.complain(result.file + ": " + result.failure);
    }
    if (result.flows != null) {
      result.flows.incomplete().forEach(r -> streams.complain(result.file + ": partial: " + r));
    }
  }

  private Result of(Input input, Models models) {
    return switch (input) {
      case Input.Unreadable(String name, String reason) ->
          Result.failed(name, reason, ExitCode.INCOMPLETE);
      case Input.Sample(String name, Path path) -> solve(name, path, models);
    };
  }

  private Result solve(String name, Path path, Models models) {
    try (ApkBytes bytes = ApkBytes.map(path, limits)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, limits);
      DexCode code = DexCode.open(bytes, app.dexEntries(), limits);
      RuntimeResources resources = RuntimeResources.of(bytes, app, limits);
      return Result.of(name, AppFlows.of(app, code, resources, models, Budget.DEFAULT));
    } catch (MalformedApkException e) {
      return Result.failed(name, "not a readable APK: " + e.getMessage(), ExitCode.INCOMPLETE);
    } catch (IOException e) {
      return Result.failed(name, Failures.reading(e), ExitCode.INCOMPLETE);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      // A defect of ours, or memory: the other files go on, the run ends with INTERNAL.
      return Result.failed(name, Failures.crash(e) + "; a defect of Unveil", ExitCode.INTERNAL);
    }
  }
}
