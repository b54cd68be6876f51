/**
 * The composition root: {@link io.unveil.deploy.main.Unveil} wires the stages to the command line
 * and owns the process.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.main;
