package kotlinx.coroutines;

import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function2;

public final class BuildersKt {
  public static native Object launch$default(
      Object scope, Object context, Object start, Function2<?, ?, ?> block, int mask, Object extra);

  public static native Deferred async$default(
      Object scope, Object context, Object start, Function2<?, ?, ?> block, int mask, Object extra);

  public static native Object withContext(
      Object context, Function2<?, ?, ?> block, Continuation<?> continuation);
}
