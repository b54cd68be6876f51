package com.example.golden;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.os.Bundle;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Intent byClass = new Intent(this, LeakByClass.class);
    byClass.putExtra("text", Secret.text());
    startActivity(byClass);
    Intent byName = new Intent();
    byName.setClassName(this, "com.example.golden.LeakByName");
    byName.putExtra("text", Secret.text());
    startActivity(byName);
    Intent byComponent = new Intent();
    byComponent.setComponent(new ComponentName("com.example.golden", "com.example.golden.Relay"));
    byComponent.putExtra("text", Secret.text());
    startActivity(byComponent);
    Intent plain = new Intent(this, SafeOther.class);
    plain.putExtra("text", "nothing");
    plain.putExtra("more", Secret.other());
    startActivity(plain);
  }
}
