/**
 * What a scan costs: JMH benchmarks of one question each, and the whole scan paired with the floor
 * in one JVM. {@code benchmarks/README.md} says how to run them. Inputs are trusted.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.benchmarks;
