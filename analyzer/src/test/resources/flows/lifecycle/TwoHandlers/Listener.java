package com.example.golden;

import android.view.View;
import golden.Secret;

class Listener implements View.OnClickListener {
  private final Holder holder;

  Listener(Holder holder) {
    this.holder = holder;
  }

  @Override
  public void onClick(View view) {
    holder.hold(Secret.text());
  }
}
