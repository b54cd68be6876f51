package com.example.golden;

import android.content.Context;
import android.util.AttributeSet;
import android.view.View;
import golden.Out;
import golden.Secret;

public class LeakView extends View {
  public LeakView(Context context, AttributeSet attributes) {
    super(context, attributes);
    Out.send(Secret.text());
  }

  /** Layouts name methods of the activity, not of a view. */
  public void leakInline(View view) {
    safeViewMethod(Secret.text());
  }

  private static void safeViewMethod(String data) {
    Out.send(data);
  }
}
