/** Scores the flows that an engine reports on DroidBench against the benchmark's tables. */
@NullMarked
package io.unveil.benchmarks.droidbench;

import org.jspecify.annotations.NullMarked;
