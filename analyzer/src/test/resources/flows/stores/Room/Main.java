package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import androidx.room.RoomDatabase;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  static final class Database extends RoomDatabase {}

  private static final Database DATABASE = new Database();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Message message = new Message();
    message.body = Secret.text();
    message.state = "new";
    new MessageDao_Impl(DATABASE).insert(message);
  }

  @Override
  protected void onResume() {
    super.onResume();
    for (Message message : new MessageDao_Impl(DATABASE).all()) {
      leakBody(message.body);
    }
    for (Message message : new MessageDao_Impl(DATABASE).others()) {
      safeBody(message.body);
    }
  }

  private static void leakBody(String text) {
    Out.send(text);
  }

  private static void safeBody(String text) {
    Out.send(text);
  }
}
