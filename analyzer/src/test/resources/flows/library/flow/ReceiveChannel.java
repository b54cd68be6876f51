package kotlinx.coroutines.channels;

import kotlin.coroutines.Continuation;

public interface ReceiveChannel {
  Object receive(Continuation<?> continuation);

  ChannelIterator iterator();
}
