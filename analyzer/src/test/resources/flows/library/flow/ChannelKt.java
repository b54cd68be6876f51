package kotlinx.coroutines.channels;

public final class ChannelKt {
  public static native Channel Channel$default(
      int capacity, Object overflow, Object undelivered, int mask, Object extra);
}
