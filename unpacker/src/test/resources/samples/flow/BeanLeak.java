package com.example.flow;

import android.content.Intent;

/** Setter and getter. */
public class BeanLeak extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    Bean bean = new Bean();
    bean.setText(readSms());
    bean.setTitle("inbox");
    upload(bean.getText()); // expect 201
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
