/** FlowDroid behind a function of JDK types, for the benchmarks. */
@NullMarked
package io.unveil.benchmarks.flowdroid;

import org.jspecify.annotations.NullMarked;
