package com.example.flow;

import android.content.Intent;

/** The other getter. */
public class BeanSafe extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Bean bean = new Bean();
    bean.setText(readSms());
    bean.setTitle("inbox");
    upload(bean.getTitle()); // expect nothing
  }

  static final class Bean {
    private String title = "";
    private String text = "";

    void setTitle(String value) {
      title = value;
    }

    void setText(String value) {
      text = value;
    }

    String getTitle() {
      return title;
    }

    String getText() {
      return text;
    }
  }
}
