/** What holds for all packages of this module: which may use which. */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy;
