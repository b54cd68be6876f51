package android.telephony;

/** Has the name of Android's class, which is the one that a device uses. */
public class TelephonyManager {
  public String getDeviceId() {
    return "harmless";
  }

  public static class Other {
    public String getDeviceId() {
      return "harmless";
    }
  }
}
