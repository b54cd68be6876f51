package com.example.forward;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.telephony.SmsManager;
import android.telephony.SmsMessage;
import java.util.ArrayList;

/** Sends each incoming SMS on by SMS. */
public class ForwardReceiver extends BroadcastReceiver {
  @Override
  public void onReceive(Context context, Intent intent) {
    Object[] pdus = (Object[]) intent.getExtras().get("pdus");
    SmsMessage[] messages = new SmsMessage[pdus.length];
    for (int i = 0; i < pdus.length; i++) {
      messages[i] = SmsMessage.createFromPdu((byte[]) pdus[i]);
    }
    String text = "";
    for (SmsMessage message : messages) {
      text += message.getDisplayMessageBody();
    }
    SmsManager sms = SmsManager.getDefault();
    ArrayList<String> parts = sms.divideMessage("Fwd: " + text);
    sms.sendMultipartTextMessage("+15550100", null, parts, null, null); // expect 203
  }
}
