package com.example.golden;

import android.content.Context;
import android.util.AttributeSet;
import android.view.View;
import golden.Out;
import golden.Secret;

/** No layout names it and no code makes it. */
public class SafeView extends View {
  public SafeView(Context context, AttributeSet attributes) {
    super(context, attributes);
  }

  @Override
  protected void onAttachedToWindow() {
    super.onAttachedToWindow();
    Out.send(Secret.text());
  }
}
