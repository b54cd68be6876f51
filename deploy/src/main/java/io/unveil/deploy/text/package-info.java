/**
 * Text that others chose, made fit to be shown: {@link io.unveil.deploy.text.Printable} escapes
 * what drives a terminal or reorders text.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.text;
