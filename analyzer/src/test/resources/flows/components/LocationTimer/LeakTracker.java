package com.example.golden;

import android.app.Service;
import android.content.Intent;
import android.location.Location;
import android.location.LocationListener;
import android.location.LocationManager;
import android.os.Bundle;
import android.os.IBinder;
import golden.Out;
import golden.Secret;
import java.util.Timer;
import java.util.TimerTask;

public class LeakTracker extends Service implements LocationListener {
  private static String last;
  private static String provider;

  @Override
  public void onCreate() {
    super.onCreate();
    LocationManager manager = (LocationManager) getSystemService(LOCATION_SERVICE);
    manager.requestLocationUpdates("gps", 0, 0, this);
    new Timer().schedule(new Upload(), 0, 60_000);
  }

  @Override
  public void onLocationChanged(Location location) {
    last = Secret.text();
  }

  @Override
  public void onStatusChanged(String name, int status, Bundle extras) {
    provider = "nothing";
  }

  @Override
  public void onProviderEnabled(String name) {}

  @Override
  public void onProviderDisabled(String name) {}

  @Override
  public IBinder onBind(Intent intent) {
    return null;
  }

  static class Upload extends TimerTask {
    @Override
    public void run() {
      Out.send(last);
      safe(provider);
    }

    private static void safe(String text) {
      Out.send(text);
    }
  }
}
