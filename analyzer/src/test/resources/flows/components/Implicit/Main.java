package com.example.golden;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Intent byAction = new Intent("com.example.golden.SHOW");
    byAction.putExtra("text", Secret.text());
    startActivity(byAction);
    Intent byType = new Intent("com.example.golden.SEND");
    byType.setType("text/plain");
    byType.putExtra("text", Secret.text());
    startActivity(byType);
    Intent byUri = new Intent("com.example.golden.VIEW", Uri.parse("golden://leak/page"));
    byUri.putExtra("text", Secret.text());
    startActivity(byUri);
    Intent byCategory = new Intent("com.example.golden.CATEGORY");
    byCategory.addCategory("com.example.golden.WANTED");
    byCategory.putExtra("text", Secret.text());
    startActivity(byCategory);
  }
}
