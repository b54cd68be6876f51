/**
 * DEX files over their own bytes: id tables, class definitions, code items, and the linear index
 * over all code.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.dex;
