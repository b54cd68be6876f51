package com.example.golden;

import android.view.View;
import golden.Out;
import golden.Secret;

class LeakKept implements View.OnClickListener {
  @Override
  public void onClick(View view) {
    Out.send(Secret.text());
  }
}
