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

  /** {@return what is the same for all hits of one call on one way, whatever is passed} */
  Hit way();

  /** {@return whether everything that {@code other}, of the same way, passes is passed here} */
  boolean includes(Hit other);

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
    @Override
    public Sink way() {
      return through(chain, Value.NOTHING, Value.NOTHING, Value.NOTHING);
    }

    @Override
    public boolean includes(Hit other) {
      return other instanceof Sink s
          && tainted.includes(s.tainted)
          && receiver.includes(s.receiver)
          && destination.includes(s.destination);
    }

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

    @Override
    public Watched way() {
      return new Watched(name, call, site, chain, List.of());
    }

    @Override
    public boolean includes(Hit other) {
      if (!(other instanceof Watched w) || w.arguments.size() != arguments.size()) {
        return false;
      }
      for (int i = 0; i < arguments.size(); i++) {
        if (!arguments.get(i).includes(w.arguments.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
