package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.subjects.PublishSubject;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Observable.just(Secret.text()).map(text -> text + ".").subscribe(text -> leakMapped(text));
    Observable.just(Secret.text()).map(text -> "constant").subscribe(text -> safeMapped(text));
    Observable.fromCallable(() -> Secret.other())
        .subscribeOn(null)
        .filter(text -> !text.isEmpty())
        .subscribe(text -> leakCallable(text));
    Observable.fromCallable(() -> "constant").subscribe(text -> safeCallable(text));
    Observable.<String>create(emitter -> emitter.onNext(Secret.text()))
        .subscribe(text -> leakCreated(text));
    Observable.<String>create(emitter -> emitter.onNext("constant"))
        .subscribe(text -> safeCreated(text));
    Observable.just(Secret.other())
        .flatMap(text -> Observable.just(text))
        .subscribe(text -> leakFlat(text));
    leakBlocking();
    PublishSubject<String> subject = PublishSubject.create();
    subject.subscribe(text -> leakOfSubject(text));
    subject.onNext(Secret.text());
    PublishSubject<String> harmless = PublishSubject.create();
    harmless.subscribe(text -> safeSubject(text));
    harmless.onNext("constant");
  }

  private void leakMapped(String text) {
    Out.send(text);
  }

  private void safeMapped(String text) {
    Out.send(text);
  }

  private void leakCallable(String text) {
    Out.send(text);
  }

  private void safeCallable(String text) {
    Out.send(text);
  }

  private void leakCreated(String text) {
    Out.send(text);
  }

  private void safeCreated(String text) {
    Out.send(text);
  }

  private void leakFlat(String text) {
    Out.send(text);
  }

  private void leakOfSubject(String text) {
    Out.send(text);
  }

  private void safeSubject(String text) {
    Out.send(text);
  }

  private void leakBlocking() {
    Out.send(Observable.just(Secret.text()).blockingFirst());
  }
}
