package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import androidx.datastore.preferences.core.MutablePreferences;
import androidx.datastore.preferences.core.Preferences;
import androidx.datastore.preferences.core.PreferencesKeys;
import androidx.datastore.preferences.core.PreferencesKt;
import golden.Out;
import golden.Secret;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;

public class Main extends Activity {
  private static final Preferences.Key<String> BODY = PreferencesKeys.stringKey("body");
  private static final Preferences.Key<String> OTHER = PreferencesKeys.stringKey("other");

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    PreferencesKt.edit(new Object(), new Change(null), null);
  }

  static void read(Preferences preferences) {
    leakKept(preferences.get(PreferencesKeys.stringKey("body")));
    safeOther(preferences.get(OTHER));
  }

  @Override
  protected void onResume() {
    super.onResume();
    read(new MutablePreferences());
  }

  private static void leakKept(String text) {
    Out.send(text);
  }

  private static void safeOther(String text) {
    Out.send(text);
  }

  static class Change extends SuspendLambda implements Function2<Object, Object, Object> {
    private Object held;

    Change(Continuation<Object> completion) {
      super(2, completion);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      MutablePreferences preferences = (MutablePreferences) held;
      preferences.set(BODY, Secret.text());
      preferences.set(OTHER, "nothing");
      return null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Object> create(Object value, Continuation<?> completion) {
      Change change = new Change((Continuation<Object>) completion);
      change.held = value;
      return change;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object preferences, Object completion) {
      return ((Change) create(preferences, (Continuation<Object>) completion)).invokeSuspend(null);
    }
  }
}
