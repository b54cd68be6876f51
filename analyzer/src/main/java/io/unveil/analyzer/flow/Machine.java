package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.CodeItem;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes what a method of the app returns for known arguments, as an app's string decryptors need
 * it: arithmetic, arrays, the app's own static methods and objects, and the pure functions of
 * {@link PureApi}. Whatever else the code wants stops it. Steps and bytes are counted, so hostile
 * code costs its bound and nothing else; nothing of the machine that runs us can be reached.
 */
final class Machine {
  static final int MAX_STEPS = 200_000;
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_DEPTH = 32;

  private final Analysis analysis;
  private final Map<String, Object> statics = new HashMap<>();
  private final Map<String, Boolean> initialised = new HashMap<>();
  private int steps;
  private int bytes;
  private int depth;

  /** A primitive: 32 bits sign-extended, or 64. */
  record Primitive(long bits) {
    static final Primitive ZERO = new Primitive(0);
  }

  /** An object of a class of the app. */
  static final class Instance {
    private final String type;
    private final Map<String, Object> fields = new HashMap<>();

    Instance(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }

    Map<String, Object> fields() {
      return fields;
    }
  }

  /** What {@code new-instance} makes of a class of Java or Android, until its constructor ran. */
  record Unborn(String type, int number) {}

  /** The code wants what is not computed here, or more than the bounds allow. */
  static final class Stopped extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean overBudget;

    Stopped(String reason, boolean overBudget) {
      super(reason, null, false, false);
      this.overBudget = overBudget;
    }

    boolean overBudget() {
      return overBudget;
    }
  }

  Machine(Analysis analysis) {
    this.analysis = analysis;
  }

  int steps() {
    return steps;
  }

  void step() throws Stopped {
    if (++steps > MAX_STEPS) {
      throw new Stopped("steps", true);
    }
  }

  /** Accounts for work that one call of the JDK does. */
  void work(long more) throws Stopped {
    steps += (int) Math.min(MAX_STEPS, more);
    step();
  }

  /** Accounts for {@code length} elements of {@code width} bytes before they are made. */
  void allocate(long length, int width) throws Stopped {
    if (length < 0) {
      throw new Stopped("negative length", false);
    }
    bytes += (int) Math.min(MAX_BYTES, length * width + 16);
    if (length > MAX_LENGTH || bytes > MAX_BYTES) {
      throw new Stopped("bytes", true);
    }
  }

  /**
   * Runs {@code method}. {@return its result: a {@link Primitive}, a string, an array, an {@link
   * Instance}, or null}
   *
   * @param arguments one for each parameter, the receiver first
   */
  @Nullable Object call(DexMethod method, List<@Nullable Object> arguments) throws Stopped {
    if (depth >= MAX_DEPTH || !method.hasCode()) {
      throw new Stopped("call of " + method.id(), false);
    }
    CodeItem code = method.file().code(method);
    if (code.units() > analysis.meter().budget().maxMethodUnits()) {
      throw new Stopped("method too long", false);
    }
    depth++;
    try {
      return new MachineFrame(this, method, code, arguments).run();
    } finally {
      depth--;
    }
  }

  /** A call in the code: of the app's own method, or of a pure function. */
  @Nullable Object invoke(
      MethodId id, boolean isStatic, boolean isDirect, List<@Nullable Object> arguments)
      throws Stopped {
    Object receiver = isStatic ? null : arguments.getFirst();
    if (!isStatic && receiver == null) {
      throw new Stopped("null receiver", false);
    }
    if (id.name().equals("<init>") && id.owner().equals("Ljava/lang/Object;")) {
      return null;
    }
    DexMethod method =
        receiver instanceof Instance instance && !isDirect
            ? analysis.hierarchy().dispatch(instance.type(), id.name(), id.descriptor())
            : analysis.hierarchy().resolve(id.owner(), id.name(), id.descriptor());
    if (method != null && method.hasCode() && analysis.hierarchy().isAppClass(id.owner())) {
      if (isStatic) {
        initialise(method.owner());
      }
      return call(method, arguments);
    }
    return PureApi.call(this, id, isStatic, arguments);
  }

  private void initialise(DexClass type) throws Stopped {
    if (initialised.putIfAbsent(type.descriptor(), true) != null) {
      return;
    }
    DexMethod initialiser = type.method("<clinit>", "()V");
    if (initialiser != null && initialiser.hasCode()) {
      call(initialiser, List.of());
    }
  }

  @Nullable Object getStatic(FieldId field) throws Stopped {
    Object known = PureApi.constant(field);
    if (known != null) {
      return known;
    }
    String owner = analysis.declaringClass(field);
    DexClass declaring = analysis.code().find(owner);
    if (declaring == null) {
      throw new Stopped("field " + field, false);
    }
    if (!Analysis.isFinal(declaring, field.name())) {
      throw new Stopped("field " + field + ", which may change", false);
    }
    initialise(declaring);
    String key = owner + "->" + field.name();
    if (statics.containsKey(key)) {
      return statics.get(key);
    }
    Object value = declaring.staticValue(field.name());
    return switch (value) {
      case null -> field.type().length() == 1 ? Primitive.ZERO : null;
      case String text -> text;
      case Boolean b -> new Primitive(b ? 1 : 0);
      case Character c -> new Primitive(c);
      case Integer n -> new Primitive(n);
      case Byte n -> new Primitive(n);
      case Short n -> new Primitive(n);
      case Long n -> new Primitive(n);
      default -> throw new Stopped("value of " + field, false);
    };
  }

  void putStatic(FieldId field, @Nullable Object value) throws Stopped {
    step();
    DexClass declaring = analysis.code().find(analysis.declaringClass(field));
    if (declaring == null) {
      throw new Stopped("field " + field, false);
    }
    statics.put(declaring.descriptor() + "->" + field.name(), value);
  }
}
