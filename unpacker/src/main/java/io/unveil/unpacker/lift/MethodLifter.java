package io.unveil.unpacker.lift;

import com.googlecode.d2j.DexLabel;
import com.googlecode.d2j.Method;
import com.googlecode.d2j.dex.Dex2Asm;
import com.googlecode.d2j.node.DexCodeNode;
import com.googlecode.d2j.node.DexDebugNode;
import com.googlecode.d2j.node.DexMethodNode;
import com.googlecode.d2j.node.insn.AbstractMethodStmtNode;
import com.googlecode.d2j.node.insn.DexLabelStmtNode;
import com.googlecode.d2j.node.insn.DexStmtNode;
import com.googlecode.d2j.reader.DexFileReader;
import com.googlecode.d2j.reader.Op;
import com.googlecode.d2j.visitors.DexCodeVisitor;
import com.googlecode.dex2jar.ir.IrMethod;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Lifts one method at a time to JVM bytecode with dex2jar; no class around it is translated. What
 * dex2jar swallows or allocates blindly is checked before it is called ({@link ReachableCode},
 * {@link DexFile#checkDeclaredSizes}); what it throws, memory and stack exhaustion too, ends that
 * method only. Confined to one thread.
 */
public final class MethodLifter {
  /**
   * Code units beyond which a method is not lifted: dex2jar's transformers grow faster than the
   * method.
   */
  public static final int MAX_UNITS = 10_000;

  /** The only access flags that the JVM knows for methods are in the lower half. */
  private static final int JVM_ACCESS_MASK = 0xffff;

  private static final MethodHandle ACCEPT_CODE = acceptCode();

  private final IdentityHashMap<DexFile, OpenedFile> readers = new IdentityHashMap<>();

  /**
   * A lifter without any file yet; it keeps one reader for each file whose methods it is asked for.
   */
  public MethodLifter() {
    LiftNoise.install();
  }

  /**
   * dex2jar's reader of a file, or why there is none.
   *
   * @param reader the reader, null when {@code refusal} tells why
   * @param refusal the reason, empty when there is a reader
   */
  private record OpenedFile(@Nullable DexFileReader reader, String refusal) {}

  /**
   * Lifts one method. Never throws for what a sample holds.
   *
   * @param method any method
   */
  public Lifted lift(DexMethod method) {
    if (!method.hasCode()) {
      return new Lifted.Failed("read", "the method has no code");
    }
    OpenedFile opened = readers.computeIfAbsent(method.file(), MethodLifter::open);
    if (opened.reader == null) {
      return new Lifted.Failed("read", opened.refusal);
    }
    return LiftNoise.dropped(new Attempt(method, opened.reader)::run);
  }

  private static OpenedFile open(DexFile file) {
    try {
      file.checkDeclaredSizes();
      return new OpenedFile(new DexFileReader(file.buffer()), "");
    } catch (BadCodeException e) {
      return new OpenedFile(null, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new OpenedFile(null, "dex2jar cannot open the file: " + e);
    }
  }

  /**
   * {@code DexFileReader.acceptCode} reads one code item; it is package-private, the public way
   * reads whole classes.
   */
  private static MethodHandle acceptCode() {
    try {
      MethodType type =
          MethodType.methodType(
              void.class, int.class, DexCodeVisitor.class, int.class, boolean.class, Method.class);
      return MethodHandles.privateLookupIn(DexFileReader.class, MethodHandles.lookup())
          .findVirtual(DexFileReader.class, "acceptCode", type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this dex2jar has no DexFileReader.acceptCode; pin version 2.4.38", e);
    }
  }

  /** One method on its way through the stages. */
  private static final class Attempt {
    private final DexMethod method;
    private final DexFileReader reader;
    private String stage = "read";

    Attempt(DexMethod method, DexFileReader reader) {
      this.method = method;
      this.reader = reader;
    }

    Lifted run() {
      try {
        CodeItem code = method.file().code(method);
        if (code.units() > MAX_UNITS) {
          return new Lifted.Failed(
              "size", "%d code units, more than %d".formatted(code.units(), MAX_UNITS));
        }
        return lift(code);
      } catch (StackOverflowError | OutOfMemoryError e) {
        return new Lifted.Failed(stage, e.getClass().getSimpleName());
      } catch (Throwable e) {
        // dex2jar throws whatever comes: its own exceptions, index, null, cast errors, also from
        // hostile code that
        // Android's verifier would refuse. Which one it is says nothing more than that this method
        // has no JVM form.
        return new Lifted.Failed(stage, String.valueOf(e));
      }
    }

    private Lifted lift(CodeItem code) throws Throwable {
      MethodId id = method.id();
      int[] pcs = ReachableCode.invokePcs(method.file(), code);
      InvokePcs invokePcs = InvokePcs.of(method.file(), code, pcs);
      DexMethodNode dex = read(id);
      if (dex.codeNode.stmts.stream().anyMatch(s -> s.op == Op.BAD_OP)) {
        return new Lifted.Failed(stage, "dex2jar met an instruction it cannot read");
      }
      numberInvokes(dex.codeNode, pcs.length);
      Dex2Asm dex2Asm = new Dex2Asm();
      stage = "dex2ir";
      IrMethod ir = dex2Asm.dex2ir(dex);
      stage = "optimize";
      dex2Asm.optimize(ir);
      stage = "ir2j";
      MethodNode node =
          new MethodNode(Opcodes.ASM9, dex.access, id.name(), id.descriptor(), null, null);
      // With a class name, big constant arrays become one call instead of 64 KiB of stores.
      Dex2Asm.ClzCtx context = new Dex2Asm.ClzCtx();
      context.classDescriptor = id.owner();
      dex2Asm.ir2j(ir, node, context);
      if (hasReplacedInstruction(node)) {
        return new Lifted.Failed("dex2ir", "a register is read that has no value");
      }
      return new Lifted.Body(node, invokePcs);
    }

    /**
     * Where a register has no value, dex2jar silently writes a throw of a VerifyError with this
     * message.
     */
    private static boolean hasReplacedInstruction(MethodNode node) {
      for (AbstractInsnNode insn : node.instructions) {
        if (insn instanceof LdcInsnNode constant
            && constant.cst instanceof String text
            && text.startsWith("d2j: can't get operand(s) for ")) {
          return true;
        }
      }
      return false;
    }

    private DexMethodNode read(MethodId id) throws Throwable {
      String[] parameters = method.parameterTypes().toArray(String[]::new);
      Method d2jMethod = new Method(id.owner(), id.name(), parameters, method.returnType());
      DexMethodNode node = new DexMethodNode(method.accessFlags() & JVM_ACCESS_MASK, d2jMethod);
      node.codeNode = new DexCodeNode();
      ACCEPT_CODE.invokeExact(
          reader,
          method.codeOffset(),
          (DexCodeVisitor) node.codeNode,
          DexFileReader.SKIP_DEBUG,
          method.isStatic(),
          d2jMethod);
      return node;
    }

    /**
     * Gives each invoke its ordinal, from 1, as source line, because dex2jar carries lines through
     * and pcs not.
     */
    private static void numberInvokes(DexCodeNode code, int expected) {
      List<DexStmtNode> statements = new ArrayList<>(code.stmts.size() + expected);
      DexDebugNode lines = new DexDebugNode();
      int ordinal = 0;
      for (DexStmtNode statement : code.stmts) {
        if (statement instanceof AbstractMethodStmtNode) {
          ordinal++;
          DexLabel label = new DexLabel();
          statements.add(new DexLabelStmtNode(label));
          lines.debugNodes.add(new DexDebugNode.DexDebugOpNode.LineNumber(label, ordinal));
        }
        statements.add(statement);
      }
      if (ordinal != expected) {
        throw new IllegalStateException(
            "dex2jar reads %d invokes, we read %d".formatted(ordinal, expected));
      }
      code.stmts = statements;
      code.debugNode = lines;
    }
  }
}
