/**
 * A fleet of real processes under a seeded schedule of faults, and the count of what it lost,
 * doubled or delayed. {@code mvn verify -Pchaos} runs {@link io.unveil.deploy.chaos.ChaosRun}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.chaos;
