package com.example.flow;

import android.content.Intent;

/** Contacts are neither messages nor calls. */
public class ContactsQuery extends FlowService {
  @Override
  void run(Intent intent) throws Exception {
    upload(read("content://contacts/people", "name")); // expect 501
  }
}
