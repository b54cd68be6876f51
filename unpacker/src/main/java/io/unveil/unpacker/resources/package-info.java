/**
 * {@code resources.arsc}, as far as labels, icons, booleans and strings of the manifest need it.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.resources;
