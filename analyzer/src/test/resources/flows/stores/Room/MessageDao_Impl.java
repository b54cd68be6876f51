package com.example.golden;

import android.database.Cursor;
import androidx.room.EntityInsertionAdapter;
import androidx.room.RoomDatabase;
import androidx.room.RoomSQLiteQuery;
import androidx.room.util.CursorUtil;
import androidx.room.util.DBUtil;
import androidx.sqlite.db.SupportSQLiteStatement;
import java.util.ArrayList;
import java.util.List;

/** As Room's compiler writes it. */
public final class MessageDao_Impl {
  private final RoomDatabase database;
  private final EntityInsertionAdapter<Message> insertion;

  public MessageDao_Impl(RoomDatabase database) {
    this.database = database;
    this.insertion =
        new EntityInsertionAdapter<Message>(database) {
          @Override
          protected String createQuery() {
            return "INSERT OR REPLACE INTO `messages` (`body`,`state`) VALUES (?,?)";
          }

          @Override
          protected void bind(SupportSQLiteStatement statement, Message entity) {
            if (entity.body == null) {
              statement.bindNull(1);
            } else {
              statement.bindString(1, entity.body);
            }
            statement.bindString(2, entity.state);
          }
        };
  }

  public void insert(Message message) {
    database.assertNotSuspendingTransaction();
    database.beginTransaction();
    try {
      insertion.insert(message);
      database.setTransactionSuccessful();
    } finally {
      database.endTransaction();
    }
  }

  public List<Message> all() {
    return read("SELECT * FROM messages");
  }

  public List<Message> others() {
    return read("SELECT * FROM others");
  }

  private List<Message> read(String sql) {
    RoomSQLiteQuery statement = RoomSQLiteQuery.acquire(sql, 0);
    Cursor cursor = DBUtil.query(database, statement, false, null);
    try {
      int body = CursorUtil.getColumnIndexOrThrow(cursor, "body");
      List<Message> result = new ArrayList<>(cursor.getCount());
      while (cursor.moveToNext()) {
        Message item = new Message();
        item.body = cursor.getString(body);
        result.add(item);
      }
      return result;
    } finally {
      cursor.close();
      statement.release();
    }
  }
}
