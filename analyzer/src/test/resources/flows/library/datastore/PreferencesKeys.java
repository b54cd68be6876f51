package androidx.datastore.preferences.core;

public final class PreferencesKeys {
  public static Preferences.Key<String> stringKey(String name) {
    return null;
  }
}
