/** Log lines on standard error. */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.log;
