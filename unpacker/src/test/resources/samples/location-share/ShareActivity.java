package com.example.share;

import android.app.Activity;
import android.location.Location;
import android.location.LocationManager;
import android.os.Bundle;
import android.view.View;
import android.widget.Button;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Sends the position when the user presses the button that says so. */
public class ShareActivity extends Activity implements View.OnClickListener {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setText("Share my position now");
    button.setOnClickListener(this);
    setContentView(button);
  }

  @Override
  public void onClick(View view) {
    LocationManager locations = (LocationManager) getSystemService(LOCATION_SERVICE);
    Location last = locations.getLastKnownLocation(LocationManager.GPS_PROVIDER);
    if (last == null) {
      return;
    }
    final String json = "{\"lat\":" + last.getLatitude() + ",\"lon\":" + last.getLongitude() + "}";
    RequestBody body = RequestBody.create(MediaType.parse("application/json"), json);
    final Request request =
        new Request.Builder().url("https://share.position.invalid/here").post(body).build();
    new Thread(
            () -> {
              try {
                new OkHttpClient().newCall(request).execute().close(); // expect 407
              } catch (java.io.IOException e) {
                finish();
              }
            })
        .start();
  }
}
