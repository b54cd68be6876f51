package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel.Evaluator;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Calls between components, as one method sees them: who is reached is decided where the whole app
 * is known ({@link IntentRouting}).
 */
final class IntentCalls {
  private static final String OBJECT = "Ljava/lang/Object;";

  /** Authority of a content URI, or of a bare authority. */
  private static final String SCHEME = "content://";

  private final Analysis analysis;
  private final Atoms atoms;

  IntentCalls(Analysis analysis) {
    this.analysis = analysis;
    this.atoms = analysis.atoms();
  }

  /** Remembers the objects of one sending call: the intent, who sends it, who is connected. */
  Value send(MethodRun run, CodePoint site, Evaluator how, List<Value> arguments) {
    Value all = Value.NOTHING;
    for (Value argument : arguments) {
      all = atoms.join(all, argument.without(id -> !Atoms.isObject(atoms.get(id))));
    }
    Stores.write(atoms, run.heap(), EntryPoints.INTENTS, List.of(key(how, site)), all);
    return Value.NOTHING;
  }

  private static String key(Evaluator how, CodePoint site) {
    return how.name().toLowerCase(Locale.ROOT) + "@" + site.method().ordinal() + ":" + site.pc();
  }

  /** {@return how the objects of a cell were sent} */
  static Evaluator how(String cell) {
    String key = cell.substring(cell.indexOf('[') + 1, cell.indexOf('@'));
    return Evaluator.valueOf(key.toUpperCase(Locale.ROOT));
  }

  Value registerReceiver(MethodRun run, String cell, List<Value> arguments) {
    if (arguments.size() > 2) {
      run.heap().write(arguments.get(1), cell, OBJECT, arguments.get(2), false);
    }
    return Value.NOTHING;
  }

  /** Passes the arguments to the providers with the URI's authority; {@return what they return} */
  Value callProvider(MethodRun run, MethodId id, List<Value> arguments) {
    if (!analysis.entryPoints().components().hasProviders() || arguments.size() < 2) {
      return Value.NOTHING;
    }
    List<String> authorities = authorities(arguments.get(1));
    for (int i = 1; i < arguments.size(); i++) {
      Stores.write(atoms, run.heap(), cell(id.name(), i - 1), authorities, arguments.get(i));
    }
    return Stores.read(atoms, run.heap(), returned(id.name()), authorities);
  }

  /** {@return the store of what is passed as one argument of a provider's method} */
  static String cell(String method, int parameter) {
    return "provider-" + method + "-" + parameter;
  }

  /** {@return the store of what a provider's method returns} */
  static String returned(String method) {
    return "provider-" + method;
  }

  /** {@return the authorities of content URIs; empty when one of them is not known} */
  private List<String> authorities(Value uris) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < uris.size(); i++) {
      String text = atoms.get(uris.atom(i)) instanceof Atom.Text(String t) ? t : "*";
      String rest = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
      int end = rest.indexOf('/');
      String authority = end < 0 ? rest : rest.substring(0, end);
      if (authority.contains("*")) {
        return List.of();
      }
      found.add(authority);
    }
    return found;
  }
}
