package androidx.room;

public final class RoomSQLiteQuery {
  public static RoomSQLiteQuery acquire(String query, int count) {
    return null;
  }

  public void release() {}
}
