package io.unveil.deploy.cli;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the commands get their work done with. Suppliers are asked on first use, so that a command
 * loads nothing that it does not need: {@code scan} runs without Kafka and Lucene on its class
 * path.
 *
 * @param scanner the stages in this process; must give the same scanner to all threads
 * @param sandbox opens scanners with processes of their own
 * @param server starts the pipeline
 * @param samples opens an index without a server
 * @param kafka prepares a Kafka cluster
 * @param stop how a command that runs on is told to end
 * @param defaultData the data folder when {@code --data} is absent
 * @param demoApks folder with the apps that {@code demo} submits, or null when there is none
 */
public record Services(
    Supplier<Scanner> scanner,
    SandboxOpener sandbox,
    Supplier<ServerStarter> server,
    Supplier<SamplesOpener> samples,
    Supplier<KafkaSetup> kafka,
    StopSignal stop,
    Supplier<Path> defaultData,
    @Nullable Path demoApks) {}
