package com.example.notes;

import android.app.Activity;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.view.View;
import android.widget.Button;
import android.widget.EditText;
import android.widget.LinearLayout;

/** A note that stays on the device. */
public class NotesActivity extends Activity implements View.OnClickListener {
  private EditText note;

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    note = new EditText(this);
    note.setText(prefs().getString("note", ""));
    Button save = new Button(this);
    save.setText("Save");
    save.setOnClickListener(this);
    LinearLayout layout = new LinearLayout(this);
    layout.addView(note);
    layout.addView(save);
    setContentView(layout);
    new UpdateCheck().execute();
  }

  @Override
  public void onClick(View view) {
    prefs().edit().putString("note", note.getText().toString()).apply(); // expect nothing
  }

  private SharedPreferences prefs() {
    return getSharedPreferences("notes", MODE_PRIVATE);
  }
}
