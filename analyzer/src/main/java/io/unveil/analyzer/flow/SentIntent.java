package io.unveil.analyzer.flow;

import io.unveil.analyzer.model.MethodModel.Evaluator;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An intent that may reach other apps, with what it carries: data, constants, and objects that hold
 * these. Independent of the analysis that found it.
 *
 * @param how the call that sends it
 * @param intent the intent
 * @param objects what the intent and the objects in it hold, by field
 */
record SentIntent(
    Evaluator how, Atom.Allocation intent, Map<Atom.Allocation, Map<String, Set<Atom>>> objects) {
  SentIntent {
    objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
  }
}
