/**
 * One method at a time from Dalvik to JVM bytecode, through dex2jar's intermediate form to an ASM
 * {@code MethodNode}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.lift;
