package com.example.colors;

import android.app.Activity;
import android.content.ComponentName;
import android.content.pm.PackageManager;
import android.os.Bundle;
import android.view.View;
import android.widget.Button;

/** Lets the user choose between two icons, one of which is always shown. */
public class MainActivity extends Activity implements View.OnClickListener {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setText("Use the red icon");
    button.setOnClickListener(this);
    setContentView(button);
  }

  @Override
  public void onClick(View view) {
    PackageManager packages = getPackageManager();
    packages.setComponentEnabledSetting(
        new ComponentName(this, "com.example.colors.RedIcon"),
        PackageManager.COMPONENT_ENABLED_STATE_ENABLED,
        PackageManager.DONT_KILL_APP);
    packages.setComponentEnabledSetting( // expect nothing
        new ComponentName(this, "com.example.colors.BlueIcon"),
        PackageManager.COMPONENT_ENABLED_STATE_DISABLED,
        PackageManager.DONT_KILL_APP);
  }
}
