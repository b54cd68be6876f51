/**
 * The parent's side of sandboxed workers: processes that read hostile bytes in place of this one.
 * {@link io.unveil.deploy.sandbox.SandboxedWork} is what the rest of the program uses.
 */
@NullMarked
package io.unveil.deploy.sandbox;

import org.jspecify.annotations.NullMarked;
