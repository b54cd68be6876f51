package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.view.Menu;
import android.view.MenuItem;
import android.view.View;
import golden.Out;
import golden.Secret;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(R.layout.main);
  }

  @Override
  public boolean onCreateOptionsMenu(Menu menu) {
    getMenuInflater().inflate(R.layout.menu, menu);
    return true;
  }

  public void leakInline(View view) {
    Out.send(Secret.text());
  }

  public void leakByReference(View view) {
    Out.send(Secret.text());
  }

  public void leakByStyle(View view) {
    Out.send(Secret.text());
  }

  public boolean leakFromMenu(MenuItem item) {
    Out.send(Secret.text());
    return true;
  }

  public void safeNowhereNamed(View view) {
    Out.send(Secret.text());
  }

  public void safeOnlyAString(View view) {
    Out.send(Secret.text());
  }

  public boolean safeItemNowhereNamed(MenuItem item) {
    Out.send(Secret.text());
    return true;
  }
}
