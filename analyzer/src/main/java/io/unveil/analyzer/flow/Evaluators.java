package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel.Evaluator;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Computes the constants that pass through strings, URIs, component names and intents. */
final class Evaluators {
  /** Conversions of a format string; possessive, so that hostile ones cost their length once. */
  private static final Pattern CONVERSION =
      Pattern.compile("%(?:(\\d++)\\$)?+[-#+ 0,(]*+\\d*+(?:\\.\\d++)?+([a-zA-Z%])");

  /** Dimensions of an array that are filled. */
  private static final int MAX_DIMENSIONS = 4;

  /** Texts of one resource in different configurations. */
  private static final int MAX_CONFIGURED = 3;

  /** Elements of an array resource. */
  private static final int MAX_ELEMENTS = 256;

  private static final String TEXT_CELL = StoreKeys.TEXT;
  private static final String STRING = "Ljava/lang/String;";

  private final Analysis analysis;
  private final Atoms atoms;
  private final Reflection reflection;
  private final IntentCalls intents;

  Evaluators(Analysis analysis) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
    this.reflection = new Reflection(analysis);
    this.intents = new IntentCalls(analysis);
  }

  Value evaluate(
      MethodRun run,
      CodePoint site,
      Evaluator evaluator,
      MethodId id,
      boolean isStatic,
      List<Value> arguments) {
    Value first = arguments.isEmpty() ? Value.NOTHING : arguments.getFirst();
    Value second = arguments.size() < 2 ? Value.NOTHING : arguments.get(1);
    return switch (evaluator) {
      case APPEND -> append(run, id, first, second, arguments.size());
      case BUILDER_TEXT -> builderText(run, first);
      case CONCAT -> texts(Template.product(textsOf(run, first), textsOf(run, second)));
      case URI_APPEND ->
          texts(
              Template.product(
                  Template.product(textsOf(run, first), List.of("/")), textsOf(run, second)));
      case FORMAT -> format(run, arguments);
      case RESOURCE_TEXT -> resourceText(run, arguments);
      case RESOURCE_TEXTS -> resourceTexts(run, site, second);
      case COMPONENT_NAME -> componentName(run, isStatic, arguments);
      case OWN_CLASS -> ownClass(first);
      case OWN_PACKAGE -> atoms.text(analysis.packageName());
      case OWN_APPLICATION -> ownApplication(run);
      case CLASS_NAME -> className(first);
      case CLASS_FOR_NAME -> classForName(run, isStatic ? first : second);
      case GET_METHOD,
          GET_FIELD,
          GET_CONSTRUCTOR,
          GET_MEMBERS,
          MEMBER_NAME,
          MEMBER_CLASS,
          NEW_INSTANCE,
          INVOKE_METHOD,
          FIELD_GET,
          FIELD_SET ->
          reflection.evaluate(evaluator, new Reflection.Access(run, site, id, arguments));
      case SEND_INTENT,
          START_ACTIVITY,
          START_FOR_RESULT,
          START_SERVICE,
          BIND_SERVICE,
          SEND_BROADCAST,
          SEND_LOCAL_BROADCAST ->
          intents.send(run, site, evaluator, arguments);
      case CALL_PROVIDER -> intents.callProvider(run, id, arguments);
      case RECEIVE_INTENT ->
          run.heap().read(first, EntryPoints.RECEIVED, "Landroid/content/Intent;");
      case REGISTER_RECEIVER -> intents.registerReceiver(run, EntryPoints.FILTERS, arguments);
      case REGISTER_LOCAL_RECEIVER ->
          intents.registerReceiver(run, EntryPoints.LOCAL_FILTERS, arguments);
      case EMPTY_LIST -> emptyList(run, first);
      case NEW_ARRAY -> newArrays(run, site, first, second);
      case FILE -> file(run, arguments);
      case BUILDER_EDIT -> builderEdit(run, id, arguments);
      case FILES_BELOW -> filesBelow(run, site, first);
    };
  }

  private Value emptyList(MethodRun run, Value list) {
    run.heap().write(list, Heap.NEXT, "I", atoms.number(0), true);
    return Value.NOTHING;
  }

  /** As many dimensions as lengths are given: one number, or those of an array. */
  private Value newArrays(MethodRun run, CodePoint site, Value classes, Value lengths) {
    int dimensions = 1;
    while (dimensions < MAX_DIMENSIONS
        && !run.heap().read(lengths, Heap.keyed(Integer.toString(dimensions)), "I").isNothing()) {
      dimensions++;
    }
    String element = "Ljava/lang/Object;";
    for (int i = 0; i < classes.size(); i++) {
      if (atoms.get(classes.atom(i)) instanceof Atom.ClassName(String named)) {
        element = named;
      }
    }
    return run.allocateArrays(site.pc(), "[".repeat(dimensions) + element, dimensions);
  }

  private Value builderText(MethodRun run, Value builder) {
    Value held = run.heap().read(builder, TEXT_CELL, STRING);
    return held.isNothing() ? Value.NOTHING : texts(textsOf(run, held));
  }

  private Value builderEdit(MethodRun run, MethodId id, List<Value> arguments) {
    Value text = analysis.calls().decryptors().edited(run, id, arguments);
    run.heap().write(arguments.getFirst(), TEXT_CELL, STRING, text, true);
    return Value.NOTHING;
  }

  private Value append(MethodRun run, MethodId id, Value builder, Value more, int arguments) {
    boolean isChar = id.descriptor().startsWith("(C)");
    Value held = run.heap().read(builder, TEXT_CELL, STRING);
    List<String> before = held.isNothing() ? List.of("") : textsOf(run, held);
    List<String> added = isChar ? characters(more) : textsOf(run, more);
    List<String> after = arguments < 2 ? before : Template.product(before, added);
    run.heap().write(builder, TEXT_CELL, STRING, texts(after), true);
    return Value.NOTHING;
  }

  private List<String> characters(Value value) {
    return value.size() == 1 && atoms.get(value.atom(0)) instanceof Atom.Int(long number)
        ? List.of(Template.escaped(String.valueOf((char) number)))
        : List.of("*");
  }

  private List<String> textsOf(MethodRun run, Value value) {
    return Template.of(atoms, run.heap(), value);
  }

  /** {@code new File(path)}, {@code new File(parent, child)}. */
  private Value file(MethodRun run, List<Value> arguments) {
    List<String> path = arguments.size() < 2 ? List.of("*") : textsOf(run, arguments.get(1));
    if (arguments.size() > 2) {
      path = Template.product(Template.product(path, List.of("/")), textsOf(run, arguments.get(2)));
    }
    run.heap().write(arguments.getFirst(), TEXT_CELL, STRING, texts(path), true);
    return Value.NOTHING;
  }

  private Value filesBelow(MethodRun run, CodePoint site, Value directory) {
    Value file = atoms.value(new Atom.Allocation(site, "Ljava/io/File;", List.of()));
    Value files = atoms.value(new Atom.Allocation(site, "[Ljava/io/File;", List.of()));
    List<String> paths = Template.product(textsOf(run, directory), List.of("/*"));
    run.heap().write(file, TEXT_CELL, STRING, texts(paths), false);
    run.heap().write(files, Heap.CONTENT, "Ljava/io/File;", file, false);
    return files;
  }

  private Value texts(List<String> texts) {
    Value value = Value.NOTHING;
    for (String text : texts) {
      value = atoms.join(value, atoms.text(text));
    }
    return value;
  }

  private Value format(MethodRun run, List<Value> arguments) {
    for (int i = 0; i + 1 < arguments.size() || (i == 0 && !arguments.isEmpty()); i++) {
      List<String> patterns = atoms.texts(arguments.get(i));
      if (!patterns.isEmpty()) {
        Value items = i + 1 < arguments.size() ? arguments.get(i + 1) : Value.NOTHING;
        return texts(patterns.stream().map(p -> filled(run, p, items)).toList());
      }
    }
    return Value.NOTHING;
  }

  private String filled(MethodRun run, String pattern, Value items) {
    StringBuilder text = new StringBuilder();
    Matcher m = CONVERSION.matcher(pattern);
    int next = 0;
    while (m.find()) {
      boolean literal = m.group(2).equals("%") || m.group(2).equals("n");
      int index =
          m.group(1) == null
              ? next
              : Integer.parseInt(m.group(1).substring(0, Math.min(3, m.group(1).length()))) - 1;
      next += literal || m.group(1) != null ? 0 : 1;
      List<String> known =
          literal
              ? List.of("%")
              : textsOf(run, run.heap().read(items, Heap.keyed(Integer.toString(index)), STRING));
      m.appendReplacement(
          text, Matcher.quoteReplacement(known.size() == 1 ? known.getFirst() : "*"));
    }
    m.appendTail(text);
    return text.toString();
  }

  /** {@code getString(id)} and {@code getString(id, items)}. */
  private Value resourceText(MethodRun run, List<Value> arguments) {
    Value ids = arguments.size() < 2 ? Value.NOTHING : arguments.get(1);
    run.wantsConstant(ids);
    Value found = Value.NOTHING;
    for (int i = 0; i < ids.size(); i++) {
      if (atoms.get(ids.atom(i)) instanceof Atom.Int(long id)) {
        found = atoms.join(found, texts(resourceTexts((int) id)));
      }
    }
    if (arguments.size() < 3) {
      return found;
    }
    Value items = arguments.get(2);
    return texts(atoms.texts(found).stream().map(p -> filled(run, p, items)).toList());
  }

  /** {@return what a string resource may be; the default and {@code *} where languages differ} */
  private List<String> resourceTexts(int id) {
    List<String> texts = analysis.resources().texts(id, MAX_CONFIGURED + 1);
    List<String> kept = new ArrayList<>();
    for (String text : texts.subList(0, Math.min(texts.size(), MAX_CONFIGURED))) {
      kept.add(text.length() > Atoms.MAX_TEXT ? "*" : Template.escaped(text));
    }
    return texts.size() > MAX_CONFIGURED ? List.of(kept.getFirst(), "*") : kept;
  }

  private Value resourceTexts(MethodRun run, CodePoint site, Value ids) {
    run.wantsConstant(ids);
    Value array = Value.NOTHING;
    for (int i = 0; i < ids.size(); i++) {
      if (atoms.get(ids.atom(i)) instanceof Atom.Int(long id)) {
        for (List<String> elements : analysis.resources().arrays((int) id, MAX_CONFIGURED)) {
          array = atoms.value(new Atom.Allocation(site, "[" + STRING, List.of()));
          for (int k = 0; k < Math.min(elements.size(), MAX_ELEMENTS); k++) {
            Value element = atoms.text(Template.escaped(elements.get(k)));
            run.heap().write(array, Heap.keyed(Integer.toString(k)), STRING, element, false);
          }
        }
      }
    }
    return array;
  }

  private Value componentName(MethodRun run, boolean isStatic, List<Value> arguments) {
    Value named = Value.NOTHING;
    Value last = arguments.isEmpty() ? Value.NOTHING : arguments.getLast();
    for (int i = 0; i < last.size(); i++) {
      named =
          switch (atoms.get(last.atom(i))) {
            case Atom.Text t -> atoms.join(named, classValue(qualified(t.value())));
            case Atom.ClassName _, Atom.Parameter _, Atom.InputField _ ->
                atoms.join(named, Value.of(last.atom(i)));
            default -> named;
          };
    }
    if (isStatic) {
      return named;
    }
    run.heap().write(arguments.getFirst(), Heap.CONTENT, "Ljava/lang/Object;", named, false);
    return Value.NOTHING;
  }

  private String qualified(String name) {
    String dotted = name.startsWith(".") ? analysis.packageName() + name : name;
    return "L" + dotted.replace('.', '/') + ";";
  }

  private Value classValue(String descriptor) {
    return atoms.value(new Atom.ClassName(descriptor));
  }

  private Value ownClass(Value receiver) {
    Value classes = Value.NOTHING;
    for (int i = 0; i < receiver.size(); i++) {
      String type = Atoms.typeOf(atoms.get(receiver.atom(i)));
      if (!type.equals("Ljava/lang/Object;")) {
        classes = atoms.join(classes, classValue(type));
      }
    }
    return classes;
  }

  private Value ownApplication(MethodRun run) {
    return analysis.entryPoints().application() < 0
        ? Value.NOTHING
        : run.heap().get(atoms.globals(), EntryArguments.APPLICATION, "Landroid/app/Application;");
  }

  private Value className(Value classes) {
    Value names = Value.NOTHING;
    for (int i = 0; i < classes.size(); i++) {
      if (atoms.get(classes.atom(i)) instanceof Atom.ClassName(String d) && d.startsWith("L")) {
        names = atoms.join(names, atoms.text(d.substring(1, d.length() - 1).replace('/', '.')));
      }
    }
    return names;
  }

  private Value classForName(MethodRun run, Value names) {
    run.wantsConstant(names);
    Value classes = Value.NOTHING;
    for (String name : atoms.texts(names)) {
      if (!name.contains("*")) {
        String descriptor = "L" + name.replace('.', '/') + ";";
        run.uses(descriptor);
        classes = atoms.join(classes, classValue(descriptor));
      }
    }
    return classes;
  }
}
