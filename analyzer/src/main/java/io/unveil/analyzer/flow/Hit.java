package io.unveil.analyzer.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that the models ask about, as seen from one method: the call itself may be some calls
 * below. Values are in terms of that method's inputs until a caller fills them in.
 */
sealed interface Hit {
  /**
   * {@return the call sites from this method down to the call, outermost first; empty when the call
   * is in this method}
   */
  List<CodePoint> chain();

  /** {@return the call itself} */
  CodePoint site();

  /**
   * Data reaches a sink.
   *
   * @param kind sink kind
   * @param call the API
   * @param channel kind of channel the receiver must be, or null
   * @param permission permission that Android asks for, or null
   * @param tainted source data, and inputs that may turn out to be
   * @param receiver channels, and inputs that may turn out to be
   * @param destination constants, and inputs that may turn out to be
   * @param deep whether fields of the app's own objects count as sent
   */
  record Sink(
      String kind,
      String call,
      CodePoint site,
      List<CodePoint> chain,
      @Nullable String channel,
      @Nullable String permission,
      Value tainted,
      Value receiver,
      Value destination,
      boolean deep)
      implements Hit {
    Sink through(
        List<CodePoint> longer, Value newTainted, Value newReceiver, Value newDestination) {
      return new Sink(
          kind,
          call,
          site,
          longer,
          channel,
          permission,
          newTainted,
          newReceiver,
          newDestination,
          deep);
    }
  }

  /**
   * A catalogued call.
   *
   * @param name name in the models
   * @param call the API
   * @param arguments values of the arguments, receiver first for instance methods
   */
  record Watched(
      String name, String call, CodePoint site, List<CodePoint> chain, List<Value> arguments)
      implements Hit {
    /** Copies the list. */
    public Watched {
      arguments = List.copyOf(arguments);
    }
  }
}
