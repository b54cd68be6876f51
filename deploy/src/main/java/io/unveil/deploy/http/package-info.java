/**
 * The HTTP interface; {@code docs/http.md} describes it. {@link io.unveil.deploy.http.HttpApi}
 * stands on three ports: {@link io.unveil.deploy.http.SampleIntake}, {@link
 * io.unveil.deploy.client.Samples} and {@link io.unveil.deploy.http.PipelineStatus}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.http;
