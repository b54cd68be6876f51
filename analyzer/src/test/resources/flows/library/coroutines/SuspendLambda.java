package kotlin.coroutines.jvm.internal;

import kotlin.coroutines.Continuation;

/** Stands for the classes between a lambda and BaseContinuationImpl. */
public abstract class SuspendLambda extends BaseContinuationImpl {
  public SuspendLambda(int arity, Continuation<Object> completion) {}
}
