/** Proof that what is timed is right. */
@org.jspecify.annotations.NullMarked
package io.unveil.benchmarks;
