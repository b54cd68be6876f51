/**
 * What an operator can set: {@link io.unveil.deploy.config.Setting} is the schema, {@link
 * io.unveil.deploy.config.Settings} the values. Nothing here comes from the environment.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.config;
