package kotlinx.coroutines.flow;

import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function2;

public final class FlowKt {
  public static native Flow flow(Function2<?, ?, ?> block);

  public static native Flow callbackFlow(Function2<?, ?, ?> block);

  public static native Flow flowOf(Object value);

  public static native Flow flowOn(Flow flow, Object context);

  public static native Flow onEach(Flow flow, Function2<?, ?, ?> action);

  public static native Flow mapLatest(Flow flow, Function2<?, ?, ?> transform);

  public static native Object launchIn(Flow flow, Object scope);

  public static native Object first(Flow flow, Continuation<?> continuation);
}
