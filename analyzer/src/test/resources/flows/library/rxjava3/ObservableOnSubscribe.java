package io.reactivex.rxjava3.core;

public interface ObservableOnSubscribe<T> {
  void subscribe(Emitter<T> emitter) throws Throwable;
}
