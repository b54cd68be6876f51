package com.adlib.sdk;

import android.content.Context;
import android.widget.TextView;

/** The part of the library that the app uses. */
public class Banner extends TextView {
  public Banner(Context context) {
    super(context);
    setText("Advertisement");
  }
}
