package io.unveil.analyzer.facts;

import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.util.List;

/**
 * A catalogued call with its arguments as far as they resolve.
 *
 * @param name name of the call in the models, such as {@code component-enabled-setting}
 * @param call the API
 * @param site where
 * @param arguments per argument (without receiver) the possible constants; an empty list is an
 *     unknown one. Class constants are type descriptors, {@code ComponentName}s are qualified class
 *     names, integers are decimal
 * @param steps the callers through which arguments came, outermost first; the last is the call
 *     itself
 * @param triggers how the code is reached; empty when no entry point is known
 * @param confirmed whether the second interpreter resolves the same arguments, as in {@link
 *     FlowFact#confirmed()}
 * @param loadedBy who must load code for this to happen, as in {@link FlowFact#loadedBy()}
 */
public record CallFact(
    String name,
    String call,
    CodeSite site,
    List<List<String>> arguments,
    List<Step> steps,
    List<Trigger> triggers,
    String confirmed,
    LoadedBy loadedBy) {
  /** Copies the lists. */
  public CallFact {
    arguments = arguments.stream().map(List::copyOf).toList();
    steps = List.copyOf(steps);
    triggers = List.copyOf(triggers);
  }
}
