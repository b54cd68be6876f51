package androidx.datastore.preferences.core;

public final class MutablePreferences extends Preferences {
  @Override
  public <T> T get(Key<T> key) {
    return null;
  }

  public <T> void set(Key<T> key, T value) {}
}
