package androidx.datastore.preferences.core;

public abstract class Preferences {
  public static final class Key<T> {}

  public abstract <T> T get(Key<T> key);
}
