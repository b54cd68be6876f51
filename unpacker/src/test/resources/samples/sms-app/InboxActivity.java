package com.example.messages;

import android.app.ListActivity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.widget.ArrayAdapter;
import java.util.ArrayList;
import java.util.List;

/** Shows messages and sends them nowhere. */
public class InboxActivity extends ListActivity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    List<String> lines = new ArrayList<>();
    Cursor cursor =
        getContentResolver().query(Uri.parse("content://sms/inbox"), null, null, null, null);
    while (cursor != null && cursor.moveToNext()) {
      lines.add(cursor.getString(cursor.getColumnIndex("body")));
    }
    setListAdapter(new ArrayAdapter<>(this, android.R.layout.simple_list_item_1, lines));
    new NewsTask().execute();
  }
}
