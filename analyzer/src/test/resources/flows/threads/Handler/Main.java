package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.os.Message;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  private final Handler leaks = new LeakHandler();
  private final Handler safe = new SafeHandler();

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Message message = new Message();
    message.obj = Secret.text();
    leaks.sendMessage(message);
    Message empty = Message.obtain();
    empty.obj = "constant";
    safe.sendMessageDelayed(empty, 100);
    obtained();
    data();
    target();
    callback();
    posted(Secret.text());
  }

  private void obtained() {
    new LeakObtained().obtainMessage(7, Secret.other()).sendToTarget();
    new SafeObtained().obtainMessage(7, "constant").sendToTarget();
  }

  private void data() {
    Handler handler = new LeakData();
    Message message = handler.obtainMessage();
    Bundle bundle = new Bundle();
    bundle.putString("secret", Secret.text());
    bundle.putString("other", "constant");
    message.setData(bundle);
    handler.sendMessageAtTime(message, 5);
  }

  private void target() {
    Message message = Message.obtain(new LeakTarget(), 3, Secret.text());
    message.sendToTarget();
    Message.obtain(new SafeTarget(), 3, "constant").sendToTarget();
  }

  private void callback() {
    Handler handler = new Handler(Looper.getMainLooper(), new LeakCallback());
    Message message = handler.obtainMessage();
    message.obj = Secret.text();
    handler.sendMessage(message);
  }

  private void posted(String data) {
    leaks.post(() -> leakPosted(data));
    leaks.postDelayed(() -> safePosted("constant"), 1);
    runOnUiThread(() -> leakUi(data));
  }

  private void leakPosted(String data) {
    Out.send(data);
  }

  private void safePosted(String data) {
    Out.send(data);
  }

  private void leakUi(String data) {
    Out.send(data);
  }

  static class LeakHandler extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.obj);
    }
  }

  static class SafeHandler extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.obj);
    }
  }

  static class LeakObtained extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.obj);
    }
  }

  static class SafeObtained extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.obj);
    }
  }

  static class LeakData extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.getData().getString("secret"));
      safeKey(message);
    }

    private void safeKey(Message message) {
      Out.send(message.getData().getString("other"));
    }
  }

  static class LeakTarget extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.obj);
    }
  }

  static class SafeTarget extends Handler {
    @Override
    public void handleMessage(Message message) {
      Out.send(message.obj);
    }
  }

  static class LeakCallback implements Handler.Callback {
    @Override
    public boolean handleMessage(Message message) {
      Out.send(message.obj);
      return true;
    }
  }
}
