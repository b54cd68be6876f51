/**
 * What is counted and timed, for Prometheus; {@link io.unveil.deploy.metrics.Metric} is the list.
 * No tag is ever taken from a sample.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.metrics;
