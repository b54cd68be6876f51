package io.unveil.analyzer.facts;

import io.unveil.unpacker.UnpackedApk;
import java.util.List;
import java.util.Map;

/**
 * What one app does, without opinion.
 *
 * @param schemaVersion version of this format, {@value #SCHEMA_VERSION}
 * @param generation what made it
 * @param apk the app's own statements, with the deviations of its DEX files, who loads them, and
 *     the bounds that were hit while code was read
 * @param flows flows between kinds of the models; at most {@code keptExamples} per pair of kinds
 * @param flowCounts how many flows there are per {@code source→sink}, also those not kept as
 *     examples
 * @param calls catalogued calls with resolved arguments
 * @param sourceCalls how often each source kind is called in app code, whether or not a flow was
 *     proven
 * @param sinkCalls the same for sink kinds
 * @param strings URLs, hosts, addresses, numbers and tokens
 * @param coverage how much was read
 * @param blindSpots what reading cannot see
 */
public record AppFacts(
    int schemaVersion,
    Generation generation,
    UnpackedApk apk,
    List<FlowFact> flows,
    Map<String, Integer> flowCounts,
    List<CallFact> calls,
    Map<String, Integer> sourceCalls,
    Map<String, Integer> sinkCalls,
    List<StringFact> strings,
    Coverage coverage,
    List<BlindSpot> blindSpots) {
  /** Version of this format; raised with every change. */
  public static final int SCHEMA_VERSION = 3;

  /** Copies the collections. */
  public AppFacts {
    flows = List.copyOf(flows);
    flowCounts = sorted(flowCounts);
    calls = List.copyOf(calls);
    sourceCalls = sorted(sourceCalls);
    sinkCalls = sorted(sinkCalls);
    strings = List.copyOf(strings);
    blindSpots = List.copyOf(blindSpots);
  }

  private static Map<String, Integer> sorted(Map<String, Integer> counts) {
    return java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(counts));
  }
}
