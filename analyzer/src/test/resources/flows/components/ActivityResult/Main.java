package com.example.golden;

import android.content.Intent;
import android.os.Bundle;
import androidx.activity.ComponentActivity;
import androidx.activity.result.ActivityResult;
import androidx.activity.result.ActivityResultCallback;
import androidx.activity.result.ActivityResultLauncher;
import androidx.activity.result.contract.ActivityResultContracts;
import golden.Out;
import golden.Secret;

public class Main extends ComponentActivity {
  private ActivityResultLauncher<Intent> picker;
  private ActivityResultLauncher<Intent> plain;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    picker =
        registerForActivityResult(
            new ActivityResultContracts.StartActivityForResult(), new LeakPicked());
    plain =
        registerForActivityResult(
            new ActivityResultContracts.StartActivityForResult(), new SafePicked());
  }

  @Override
  protected void onResume() {
    super.onResume();
    picker.launch(new Intent(this, Picker.class).putExtra("given", Secret.other()));
    plain.launch(new Intent(this, PlainPicker.class));
  }

  static class LeakPicked implements ActivityResultCallback<ActivityResult> {
    @Override
    public void onActivityResult(ActivityResult result) {
      Out.send(result.getData().getStringExtra("picked"));
    }
  }

  static class SafePicked implements ActivityResultCallback<ActivityResult> {
    @Override
    public void onActivityResult(ActivityResult result) {
      Out.send(result.getData().getStringExtra("picked"));
    }
  }
}
