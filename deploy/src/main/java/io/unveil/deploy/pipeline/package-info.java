/**
 * The whole pipeline in one process: store, broker, stages, index and HTTP wired together. Start at
 * {@link io.unveil.deploy.pipeline.PipelineStarter}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.pipeline;
