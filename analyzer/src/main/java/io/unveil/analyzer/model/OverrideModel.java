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
 * @param stage place in the life of the object: what happens at a later stage cannot have happened
 *     before; {@link #ANY_STAGE} when it may be called at any time
 * @param once whether Android calls it at most once on one object
 */
public record OverrideModel(
    String method,
    MethodModel.@Nullable Source source,
    List<MethodModel.Flow> flows,
    String event,
    boolean periodic,
    int stage,
    boolean once) {
  /** Stage of what may be called at any time in the life of an object. */
  public static final int ANY_STAGE = -1;

  /** Copies the list. */
  public OverrideModel {
    flows = List.copyOf(flows);
  }

  /** {@return this model with another source} */
  OverrideModel withSource(MethodModel.@Nullable Source other) {
    return new OverrideModel(method, other, flows, event, periodic, stage, once);
  }
}
