package io.unveil.unpacker.lift;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What {@link MethodLifter#lift} made of one method. */
public sealed interface Lifted {
  /**
   * The method as JVM bytecode. Slots, instruction order and line numbers are dex2jar's and differ
   * from run to run: never put them, or anything computed from them, into a result.
   *
   * @param node the method; maxima are not computed ({@code Analyzer.analyzeAndComputeMaxs} does),
   *     line numbers are ordinals of invokes and not source lines
   * @param invokePcs pcs of the reachable invokes, ascending; position k is the ordinal k
   */
  record Body(MethodNode node, InvokePcs invokePcs) implements Lifted {
    /**
     * {@return the pc in Dalvik code units of the {@code invoke} that {@code invoke} came from; -1
     * when it came from another instruction, or cannot be told}
     */
    public int pcOf(AbstractInsnNode invoke) {
      return invokePcs.pcOf(node, invoke);
    }
  }

  /**
   * The method has no JVM form.
   *
   * @param stage {@code size}, {@code read}, {@code dex2ir}, {@code optimize} or {@code ir2j}
   * @param reason what went wrong there
   */
  record Failed(String stage, String reason) implements Lifted {}
}
