package androidx.sqlite.db;

public interface SupportSQLiteProgram {
  void bindString(int index, String value);

  void bindNull(int index);
}
