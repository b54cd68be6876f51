/** Text that others chose, made fit to be shown. */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.text;
