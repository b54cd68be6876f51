package io.unveil.unpacker.lift;

import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.MethodId;
import io.unveil.unpacker.dex.Opcode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds the Dalvik pc of a lifted invoke. dex2jar keeps no pcs, but it keeps line numbers: each
 * invoke was given its ordinal as its line. dex2jar then nests calls into the arguments of later
 * ones, under the later one's line; so the last invoke under a line has that ordinal, and the ones
 * before it come, backwards, from the nearest earlier ordinals with the same name and descriptor
 * that nobody else has.
 */
public final class InvokePcs {
  private final int[] pcs;
  private final @Nullable MethodId[] callees;
  private @Nullable IdentityHashMap<AbstractInsnNode, Integer> ordinals;

  private InvokePcs(int[] pcs, @Nullable MethodId[] callees) {
    this.pcs = pcs;
    this.callees = callees;
  }

  static InvokePcs of(DexFile file, CodeItem code, int[] pcs) {
    @Nullable MethodId[] callees = new @Nullable MethodId[pcs.length];
    for (int k = 0; k < pcs.length; k++) {
      callees[k] = callee(file, code, pcs[k]);
    }
    return new InvokePcs(pcs, callees);
  }

  private static @Nullable MethodId callee(DexFile file, CodeItem code, int pc) {
    Opcode opcode = Opcode.of(code.unit(pc));
    if (opcode == null || opcode.index() == Opcode.Index.CALL_SITE) {
      return null;
    }
    MethodId id = file.methodId(code.unit(pc + 1));
    return opcode.index() == Opcode.Index.METHOD_AND_PROTO
        ? new MethodId(id.owner(), id.name(), file.proto(code.unit(pc + 3)))
        : id;
  }

  /** {@return the number of invokes} */
  public int size() {
    return pcs.length;
  }

  /** {@return the pc of the invoke with ordinal {@code k}} */
  public int pc(int k) {
    return pcs[k];
  }

  int pcOf(MethodNode node, AbstractInsnNode invoke) {
    if (ordinals == null) {
      ordinals = assign(node);
    }
    Integer ordinal = ordinals.get(invoke);
    return ordinal == null ? -1 : pcs[ordinal];
  }

  /**
   * An invoke below a line number.
   *
   * @param ordinal what the line number says
   * @param last whether no other invoke follows under the same line number
   */
  private record Candidate(AbstractInsnNode invoke, int ordinal, boolean last) {}

  private IdentityHashMap<AbstractInsnNode, Integer> assign(MethodNode node) {
    IdentityHashMap<AbstractInsnNode, Integer> found = new IdentityHashMap<>();
    boolean[] taken = new boolean[pcs.length];
    List<Candidate> candidates = candidates(node);
    for (Candidate candidate : candidates) {
      int ordinal = candidate.ordinal;
      if (candidate.last && !taken[ordinal] && matches(ordinal, candidate.invoke)) {
        taken[ordinal] = true;
        found.put(candidate.invoke, ordinal);
      }
    }
    for (Candidate candidate : candidates) {
      int ordinal = found.containsKey(candidate.invoke) ? -1 : nearest(candidate, taken);
      if (ordinal >= 0) {
        taken[ordinal] = true;
        found.put(candidate.invoke, ordinal);
      }
    }
    return found;
  }

  /** All invokes under line numbers, from the last instruction back to the first. */
  private List<Candidate> candidates(MethodNode node) {
    List<Candidate> candidates = new ArrayList<>();
    List<AbstractInsnNode> group = new ArrayList<>();
    for (AbstractInsnNode insn = node.instructions.getLast();
        insn != null;
        insn = insn.getPrevious()) {
      if (insn instanceof LineNumberNode number && number.line >= 1 && number.line <= pcs.length) {
        for (int i = 0; i < group.size(); i++) {
          candidates.add(new Candidate(group.get(i), number.line - 1, i == 0));
        }
        group.clear();
      } else if (insn instanceof MethodInsnNode || insn instanceof InvokeDynamicInsnNode) {
        group.add(insn);
      }
    }
    return candidates;
  }

  private int nearest(Candidate candidate, boolean[] taken) {
    for (int k = candidate.ordinal; k >= 0; k--) {
      if (!taken[k] && matches(k, candidate.invoke)) {
        return k;
      }
    }
    for (int k = candidate.ordinal + 1; k < pcs.length; k++) {
      if (!taken[k] && matches(k, candidate.invoke)) {
        return k;
      }
    }
    return -1;
  }

  private boolean matches(int ordinal, AbstractInsnNode invoke) {
    MethodId callee = callees[ordinal];
    return switch (invoke) {
      case MethodInsnNode call ->
          callee != null
              && callee.name().equals(call.name)
              && callee.descriptor().equals(call.desc);
      default -> callee == null;
    };
  }
}
