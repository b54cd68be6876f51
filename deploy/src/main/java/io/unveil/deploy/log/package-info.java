/**
 * Log lines on standard error, as text or JSON: what our own code writes to {@link
 * java.lang.System.Logger}, and what the libraries write. Start at {@link
 * io.unveil.deploy.log.LogSetup}. Each event is one line, without control characters.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.log;
