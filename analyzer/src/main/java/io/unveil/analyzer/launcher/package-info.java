/**
 * Whether an app can be seen: launcher visibility per Android version, before and after its code
 * ran.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.launcher;
