/**
 * Data flow: one value domain, one solver, two interpreters (Dalvik registers and lifted JVM
 * bytecode).
 */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.flow;
