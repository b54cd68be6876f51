package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel.Evaluator;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexClass.DexField;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code java.lang.reflect} by names that are known: classes, members, what calls and field
 * accesses through them do. Where a name is not known, data passes as through a method without a
 * model.
 */
final class Reflection {
  /** Methods or fields that one reflective access may mean; of more none is taken. */
  static final int MAX_MEANT = 16;

  /** Arguments passed on to a method of Android whose parameters are not known. */
  private static final int MAX_ASSUMED = 4;

  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String ANY = "*";

  /** Result types of most methods of Android; the empty one stands for the owner. */
  private static final List<String> RESULTS =
      List.of(
          "V",
          "Ljava/lang/String;",
          OBJECT,
          "Z",
          "I",
          "J",
          "",
          "D",
          "F",
          "[B",
          "Ljava/util/List;",
          "Ljava/lang/CharSequence;",
          "Landroid/database/Cursor;",
          "Landroid/location/Location;",
          "Ljava/net/URLConnection;",
          "Ljava/io/InputStream;",
          "Ljava/io/OutputStream;",
          "Landroid/content/Intent;",
          "Landroid/os/Bundle;");

  private static final Map<String, String> PRIMITIVES =
      Map.of(
          "Ljava/lang/Integer;", "I",
          "Ljava/lang/Long;", "J",
          "Ljava/lang/Boolean;", "Z",
          "Ljava/lang/Byte;", "B",
          "Ljava/lang/Character;", "C",
          "Ljava/lang/Short;", "S",
          "Ljava/lang/Float;", "F",
          "Ljava/lang/Double;", "D",
          "Ljava/lang/Void;", "V");
  private static final String CONSTRUCTOR = "<init>";

  private final Analysis analysis;
  private final Atoms atoms;
  private final DefaultTransfer unmodelled;

  Reflection(Analysis analysis) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.unmodelled = new DefaultTransfer(analysis);
  }

  /** {@return the class that {@code int.class} and the like are, or null for other fields} */
  static @Nullable String primitive(FieldId field) {
    return field.name().equals("TYPE") ? PRIMITIVES.get(field.owner()) : null;
  }

  /** A call of a method of {@code java.lang.Class} or of {@code java.lang.reflect}. */
  record Access(MethodRun run, CodePoint site, MethodId id, List<Value> arguments) {
    Value argument(int i) {
      return i < arguments.size() ? arguments.get(i) : Value.NOTHING;
    }
  }

  Value evaluate(Evaluator evaluator, Access access) {
    return switch (evaluator) {
      case GET_METHOD -> members(access, access.argument(1), access.argument(2));
      case GET_FIELD -> members(access, access.argument(1), Value.NOTHING);
      case GET_CONSTRUCTOR -> members(access, atoms.text(CONSTRUCTOR), access.argument(1));
      case GET_MEMBERS -> allMembers(access);
      case MEMBER_NAME -> names(access);
      case MEMBER_CLASS -> owners(access);
      case NEW_INSTANCE -> newInstance(access);
      case INVOKE_METHOD -> invoke(access);
      case FIELD_GET -> fieldGet(access);
      case FIELD_SET -> fieldSet(access);
      default -> throw new IllegalArgumentException("not reflective: " + evaluator);
    };
  }

  private Value members(Access access, Value names, Value types) {
    access.run.wantsConstant(access.argument(0));
    access.run.wantsConstant(names);
    String parameters = types.isNothing() ? null : parameters(access, types);
    Value found = Value.NOTHING;
    for (String owner : classes(access.argument(0))) {
      for (String name : atoms.texts(names)) {
        if (!name.contains(ANY)) {
          found = atoms.join(found, atoms.value(new Atom.Member(owner, name, parameters)));
        }
      }
    }
    return found;
  }

  /** {@return the types in an array of classes, or null when one of them is not known} */
  private @Nullable String parameters(Access access, Value array) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; ; i++) {
      Value cell = access.run.heap().read(array, "[" + i + "]", OBJECT);
      if (cell.isNothing()) {
        boolean more =
            !access.run.heap().read(array, Heap.CONTENT, OBJECT).isNothing()
                || !access.run.heap().read(array, "[" + (i + 1) + "]", OBJECT).isNothing();
        return more || array.size() != 1 ? null : text.toString();
      }
      if (cell.size() != 1
          || !(atoms.get(cell.atom(0)) instanceof Atom.ClassName(String descriptor))) {
        return null;
      }
      text.append(descriptor);
    }
  }

  private List<String> classes(Value value) {
    List<String> classes = new ArrayList<>();
    atoms.stream(value)
        .forEach(a -> {
          if (a instanceof Atom.ClassName(String descriptor)) {
            classes.add(descriptor);
          }
        });
    return classes;
  }

  private List<Atom.Member> members(Value value) {
    List<Atom.Member> members = new ArrayList<>();
    atoms.stream(value)
        .forEach(a -> {
          if (a instanceof Atom.Member member) {
            members.add(member);
          }
        });
    return members;
  }

  /** An array of all methods, fields or constructors of a class. */
  private Value allMembers(Access access) {
    access.run.wantsConstant(access.argument(0));
    boolean constructors = access.id.name().endsWith("Constructors");
    Value elements = Value.NOTHING;
    for (String owner : classes(access.argument(0))) {
      String name = constructors ? CONSTRUCTOR : ANY;
      elements = atoms.join(elements, atoms.value(new Atom.Member(owner, name, null)));
    }
    Value array = atoms.value(new Atom.Allocation(access.site, "[" + OBJECT, List.of()));
    access.run.heap().write(array, Heap.CONTENT, OBJECT, elements, false);
    return array;
  }

  private Value names(Access access) {
    Value names = Value.NOTHING;
    for (Atom.Member member : members(access.argument(0))) {
      names = atoms.join(names, atoms.text(member.name()));
    }
    return names;
  }

  private Value owners(Access access) {
    Value owners = Value.NOTHING;
    for (Atom.Member member : members(access.argument(0))) {
      owners = atoms.join(owners, atoms.value(new Atom.ClassName(member.owner())));
    }
    return owners;
  }

  /** {@code Class.newInstance} and {@code Constructor.newInstance}: the constructor runs. */
  private Value newInstance(Access access) {
    Value receiver = access.argument(0);
    access.run.wantsConstant(receiver);
    Value made = Value.NOTHING;
    for (String type : classes(receiver)) {
      made = atoms.join(made, make(access, type, ""));
    }
    for (Atom.Member member : members(receiver)) {
      made = atoms.join(made, make(access, member.owner(), member.parameters()));
    }
    return made.isNothing() ? unresolved(access) : resolved(access, made);
  }

  private Value make(Access access, String type, @Nullable String parameters) {
    Value object = access.run.allocate(access.site.pc(), type);
    Atom.Member constructor = new Atom.Member(type, CONSTRUCTOR, parameters);
    List<MethodId> meant =
        analysis.isAppCode(type)
            ? ownMethods(constructor)
            : List.of(new MethodId(type, CONSTRUCTOR, "(" + known(parameters) + ")V"));
    for (MethodId id : meant) {
      List<Value> arguments = new ArrayList<>(List.of(object));
      arguments.addAll(elements(access, access.argument(1), count(id)));
      analysis.calls().invoke(access.run, access.site, InvokeKind.DIRECT, id, arguments);
    }
    return object;
  }

  private static String known(@Nullable String parameters) {
    return parameters == null ? "" : parameters;
  }

  /** {@code Method.invoke}: every method that may be meant is called. */
  private Value invoke(Access access) {
    access.run.wantsConstant(access.argument(0));
    Value result = Value.NOTHING;
    boolean resolved = false;
    for (Atom.Member member : members(access.argument(0))) {
      for (MethodId id : meant(access, member)) {
        resolved = true;
        result = atoms.join(result, call(access, id));
      }
    }
    return resolved ? resolved(access, result) : unresolved(access);
  }

  private Value call(Access access, MethodId id) {
    DexMethod own = analysis.hierarchy().resolve(id.owner(), id.name(), id.descriptor());
    boolean isStatic =
        own != null ? own.isStatic() : isNull(access.argument(1)) && !isOpen(access.argument(1));
    List<Value> arguments = new ArrayList<>();
    if (!isStatic) {
      arguments.add(access.argument(1));
    }
    arguments.addAll(elements(access, access.argument(2), count(id)));
    InvokeKind kind = isStatic ? InvokeKind.STATIC : InvokeKind.VIRTUAL;
    return analysis.calls().invoke(access.run, access.site, kind, id, arguments);
  }

  private boolean isNull(Value value) {
    return !value.isNothing()
        && atoms.stream(value).allMatch(a -> a instanceof Atom.Int(long n) && n == 0);
  }

  private boolean isOpen(Value value) {
    return atoms.stream(value).anyMatch(Atoms::isInput);
  }

  private List<MethodId> meant(Access access, Atom.Member member) {
    if (analysis.isAppCode(member.owner())) {
      List<MethodId> own = ownMethods(member);
      if (!own.isEmpty() || member.name().equals(ANY)) {
        return own;
      }
    }
    if (member.name().equals(ANY)) {
      return List.of();
    }
    Atom.Member known =
        member.parameters() != null
            ? member
            : new Atom.Member(member.owner(), member.name(), assumed(access, access.argument(2)));
    return List.of(new MethodId(known.owner(), known.name(), descriptor(known)));
  }

  /** As many objects as the array of arguments is seen to hold. */
  private String assumed(Access access, Value array) {
    int count = 0;
    for (int i = 0; i < array.size(); i++) {
      Map<String, Value> cells = access.run.heap().fieldsOf(array.atom(i));
      int known = cells.containsKey(Heap.CONTENT) ? MAX_ASSUMED : 0;
      while (cells.containsKey("[" + known + "]") && known < MAX_ASSUMED) {
        known++;
      }
      count = Math.max(count, known);
    }
    return OBJECT.repeat(count);
  }

  /**
   * The result type is no part of what reflective code names: the one that is declared is taken.
   */
  private String descriptor(Atom.Member member) {
    String parameters = "(" + known(member.parameters()) + ")";
    for (String result : RESULTS) {
      String type = result.isEmpty() ? member.owner() : result;
      MethodId id =
          analysis
              .hierarchy()
              .frameworkDeclaration(member.owner(), member.name(), parameters + type);
      if (id != null && !analysis.hierarchy().isMissing(id.owner())) {
        return parameters + type;
      }
    }
    String modelled =
        analysis
            .models()
            .descriptor(
                analysis.hierarchy().supertypes(member.owner()),
                member.owner(),
                member.name(),
                parameters);
    return modelled == null ? parameters + OBJECT : modelled;
  }

  /**
   * {@return the app's methods of that name, of the class and those above it} Where none has the
   * parameters, which may have been made of what is not followed, the name alone counts.
   */
  private List<MethodId> ownMethods(Atom.Member member) {
    List<MethodId> exact = methodsOf(member);
    return exact.isEmpty() && member.parameters() != null
        ? methodsOf(new Atom.Member(member.owner(), member.name(), null))
        : exact;
  }

  private List<MethodId> methodsOf(Atom.Member member) {
    Set<MethodId> found = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    String type = member.owner();
    while (type != null && analysis.isAppCode(type) && seen.add(type)) {
      DexClass declaring = analysis.code().find(type);
      if (declaring == null) {
        break;
      }
      for (DexMethod method : declaring.methods()) {
        if (means(member, method.id())) {
          found.add(new MethodId(type, method.id().name(), method.id().descriptor()));
        }
      }
      boolean constructor = member.name().equals(CONSTRUCTOR);
      type = constructor ? null : analysis.hierarchy().superclass(type);
    }
    if (found.size() > MAX_MEANT) {
      analysis.meter().count("reflection-too-wide");
      return List.of();
    }
    return List.copyOf(found);
  }

  private static boolean means(Atom.Member member, MethodId id) {
    boolean name =
        member.name().equals(ANY) ? !id.name().startsWith("<") : member.name().equals(id.name());
    return name
        && (member.parameters() == null
            || id.descriptor().startsWith("(" + member.parameters() + ")"));
  }

  private static int count(MethodId id) {
    int count = 0;
    String text = id.descriptor();
    for (int at = 1; at < text.length() && text.charAt(at) != ')'; at++) {
      while (text.charAt(at) == '[' && at + 1 < text.length()) {
        at++;
      }
      int end = text.charAt(at) == 'L' ? text.indexOf(';', at) : at;
      at = end < 0 ? text.length() : end;
      count++;
    }
    return count;
  }

  private List<Value> elements(Access access, Value array, int count) {
    Heap heap = access.run.heap();
    Value anywhere = heap.read(array, Heap.CONTENT, OBJECT);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(atoms.join(heap.read(array, "[" + i + "]", OBJECT), anywhere));
    }
    return values;
  }

  private Value fieldGet(Access access) {
    access.run.wantsConstant(access.argument(0));
    Value result = Value.NOTHING;
    boolean resolved = false;
    for (FieldId field : fields(access.argument(0))) {
      resolved = true;
      result =
          atoms.join(
              result,
              isStatic(field)
                  ? access.run.getStatic(field)
                  : access.run.getField(access.argument(1), field));
    }
    if (resolved) {
      return resolved(access, result);
    }
    if (access.run.isKnownLater(access.site, false)) {
      return Value.NOTHING;
    }
    Value any = access.run.heap().read(access.argument(1), Heap.ANY_FIELD, OBJECT);
    return atoms.join(unresolved(access), any);
  }

  private Value fieldSet(Access access) {
    access.run.wantsConstant(access.argument(0));
    List<FieldId> fields = fields(access.argument(0));
    if (fields.isEmpty() && !access.run.isKnownLater(access.site, false)) {
      unresolved(access);
      access
          .run
          .heap()
          .write(access.argument(1), Heap.ANY_FIELD, OBJECT, access.argument(2), false);
    }
    for (FieldId field : fields) {
      access.run.isKnownLater(access.site, true);
      if (isStatic(field)) {
        access.run.putStatic(field, access.argument(2));
      } else {
        boolean one = fields.size() == 1;
        Value held = one ? Value.NOTHING : access.run.getField(access.argument(1), field);
        access.run.putField(access.argument(1), field, atoms.join(access.argument(2), held));
      }
    }
    return Value.NOTHING;
  }

  private boolean isStatic(FieldId field) {
    DexField declared = declared(field);
    return declared != null && declared.isStatic();
  }

  private @Nullable DexField declared(FieldId field) {
    DexClass type = analysis.code().find(analysis.declaringClass(field));
    return type == null
        ? null
        : type.declaredFields().stream()
            .filter(f -> f.id().name().equals(field.name()))
            .findFirst()
            .orElse(null);
  }

  private List<FieldId> fields(Value members) {
    Set<FieldId> found = new LinkedHashSet<>();
    for (Atom.Member member : members(members)) {
      if (!member.name().equals(ANY)) {
        found.add(typed(new FieldId(member.owner(), member.name(), OBJECT)));
        continue;
      }
      DexClass type = analysis.code().find(member.owner());
      if (type != null) {
        type.declaredFields().forEach(f -> found.add(f.id()));
      }
    }
    if (found.size() > MAX_MEANT) {
      analysis.meter().count("reflection-too-wide");
      return List.of();
    }
    return List.copyOf(found);
  }

  /** {@return the field under the type that it is declared with, found upwards from its owner} */
  private FieldId typed(FieldId named) {
    Set<String> seen = new LinkedHashSet<>();
    for (String type = named.owner(); type != null && seen.add(type); ) {
      DexClass declaring = analysis.code().find(type);
      if (declaring == null) {
        break;
      }
      for (DexField field : declaring.declaredFields()) {
        if (field.id().name().equals(named.name())) {
          return field.id();
        }
      }
      type = declaring.superclass();
    }
    return named;
  }

  private static Value resolved(Access access, Value result) {
    access.run.isKnownLater(access.site, true);
    return result;
  }

  private Value unresolved(Access access) {
    if (access.run.isKnownLater(access.site, false)) {
      return Value.NOTHING;
    }
    analysis.meter().count("reflection-unresolved");
    return unmodelled.apply(access.run, access.site, access.id, false, access.arguments);
  }
}
