package androidx.room;

public abstract class SharedSQLiteStatement {
  public SharedSQLiteStatement(RoomDatabase database) {}

  protected abstract String createQuery();
}
