/**
 * What is known about samples, asked from a running server over HTTP ({@code docs/http.md}). Start
 * at {@link io.unveil.deploy.client.Samples}, which also an index that is opened directly can be,
 * and {@link io.unveil.deploy.client.UnveilClient}. Answers are bounded, and trusted no further
 * than their shape.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.client;
