package kotlinx.coroutines.channels;

import kotlin.coroutines.Continuation;

public interface SendChannel {
  Object send(Object element, Continuation<?> continuation);

  boolean offer(Object element);
}
