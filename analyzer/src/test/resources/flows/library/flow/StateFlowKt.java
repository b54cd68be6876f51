package kotlinx.coroutines.flow;

public final class StateFlowKt {
  public static native MutableStateFlow MutableStateFlow(Object value);
}
