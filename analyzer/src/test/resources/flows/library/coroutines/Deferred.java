package kotlinx.coroutines;

import kotlin.coroutines.Continuation;

public interface Deferred {
  Object await(Continuation<?> continuation);
}
