package io.reactivex.rxjava3.functions;

public interface Predicate<T> {
  boolean test(T item) throws Throwable;
}
