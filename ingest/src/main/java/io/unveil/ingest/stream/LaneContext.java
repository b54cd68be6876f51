package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.Generation;
import io.unveil.ingest.store.ApkStore;

/**
 * What the lanes of one process share.
 *
 * @param kafka how to reach the broker
 * @param settings bounds
 * @param store the samples
 * @param known which samples have a result
 * @param generation what this process makes
 * @param outbox where messages go; stays open and owned by the caller
 * @param events told of everything that happens
 */
public record LaneContext(
    KafkaSettings kafka,
    LaneSettings settings,
    ApkStore store,
    KnownResults known,
    Generation generation,
    Outbox outbox,
    StreamEvents events) {}
