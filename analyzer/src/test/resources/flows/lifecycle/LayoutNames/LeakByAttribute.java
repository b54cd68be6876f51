package com.example.golden;

import android.content.Context;
import android.util.AttributeSet;
import android.view.View;
import golden.Out;
import golden.Secret;

public class LeakByAttribute extends View {
  private String data;

  public LeakByAttribute(Context context, AttributeSet attributes) {
    super(context, attributes);
    data = Secret.text();
  }

  @Override
  protected void onAttachedToWindow() {
    super.onAttachedToWindow();
    Out.send(data);
  }
}
