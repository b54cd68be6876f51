package io.unveil.analyzer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it means that an app overrides a method of Android or of a library: its parameters may be a
 * source, and it is called by an event.
 *
 * @param method the overridden method, as in {@link MethodModel#method()}
 * @param source data that a parameter carries, or null
 * @param flows what moves when the method returns, such as {@code Return ->
 *     Receiver.callback(onPostExecute,0)}
 * @param event what makes Android call it
 * @param periodic true when the event comes again by itself
 */
public record OverrideModel(
    String method,
    MethodModel.@Nullable Source source,
    List<MethodModel.Flow> flows,
    String event,
    boolean periodic) {
  /** Copies the list. */
  public OverrideModel {
    flows = List.copyOf(flows);
  }
}
