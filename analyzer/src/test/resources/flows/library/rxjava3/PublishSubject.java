package io.reactivex.rxjava3.subjects;

import io.reactivex.rxjava3.core.Observable;

public final class PublishSubject<T> extends Observable<T> {
  public static native <T> PublishSubject<T> create();

  public native void onNext(T value);
}
