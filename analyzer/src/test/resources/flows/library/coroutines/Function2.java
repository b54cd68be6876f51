package kotlin.jvm.functions;

public interface Function2<A, B, R> {
  R invoke(A first, B second);
}
