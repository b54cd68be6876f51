package androidx.room;

public abstract class RoomDatabase {
  public void beginTransaction() {}

  public void setTransactionSuccessful() {}

  public void endTransaction() {}

  public void assertNotSuspendingTransaction() {}
}
