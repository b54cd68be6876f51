package io.reactivex.rxjava3.core;

public interface Emitter<T> {
  void onNext(T value);
}
