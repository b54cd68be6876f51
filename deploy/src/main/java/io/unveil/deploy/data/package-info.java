/**
 * The data folder: where it is, who uses it, and how to reach the server that runs on it. Start at
 * {@link io.unveil.deploy.data.DataDirectory}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.data;
