package androidx.datastore.preferences.core;

import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function2;

public final class PreferencesKt {
  public static Object edit(Object store, Function2<?, ?, ?> change, Continuation<?> completion) {
    return null;
  }
}
