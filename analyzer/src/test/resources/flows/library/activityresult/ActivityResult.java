package androidx.activity.result;

import android.content.Intent;

public final class ActivityResult {
  public Intent getData() {
    return null;
  }

  public int getResultCode() {
    return 0;
  }
}
