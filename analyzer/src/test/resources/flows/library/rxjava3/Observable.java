package io.reactivex.rxjava3.core;

import io.reactivex.rxjava3.functions.Consumer;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Predicate;
import java.util.concurrent.Callable;

/** Signatures only; the real class is entered no more than this one. */
public abstract class Observable<T> {
  public static native <T> Observable<T> just(T item);

  public static native <T> Observable<T> fromCallable(Callable<? extends T> callable);

  public static native <T> Observable<T> create(ObservableOnSubscribe<T> source);

  public final native <R> Observable<R> map(Function<? super T, ? extends R> mapper);

  public final native <R> Observable<R> flatMap(
      Function<? super T, ? extends Observable<? extends R>> mapper);

  public final native Observable<T> filter(Predicate<? super T> predicate);

  public final native Observable<T> subscribeOn(Object scheduler);

  public final native void subscribe(Consumer<? super T> onNext);

  public final native T blockingFirst();
}
