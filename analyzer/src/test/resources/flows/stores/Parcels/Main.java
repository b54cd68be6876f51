package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.os.Parcel;
import golden.Out;
import golden.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

public class Main extends Activity {
  static class Note implements Serializable {
    final String text;
    final String title;

    Note(String text, String title) {
      this.text = text;
      this.title = title;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      leakStream(new Note(Secret.text(), "a"));
      safeStream(new Note(Secret.text(), "a"));
      leakParcel();
      safeParcel();
    } catch (Exception e) {
      finish();
    }
  }

  private static Object copy(Object value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectOutputStream out = new ObjectOutputStream(bytes);
    out.writeObject(value);
    out.close();
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }

  private void leakStream(Note note) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectOutputStream out = new ObjectOutputStream(bytes);
    out.writeObject(note);
    Note read =
        (Note) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    Out.send(read.toString());
  }

  private void safeStream(Note note) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectOutputStream out = new ObjectOutputStream(bytes);
    out.writeObject(note);
    Note read =
        (Note) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    Out.send(read.title);
  }

  private void leakParcel() {
    Parcel first = Parcel.obtain();
    first.writeString(Secret.other());
    byte[] bytes = first.marshall();
    Parcel second = Parcel.obtain();
    second.unmarshall(bytes, 0, bytes.length);
    second.setDataPosition(0);
    Out.send(second.readString());
  }

  private void safeParcel() {
    Parcel first = Parcel.obtain();
    first.writeString(Secret.other());
    Parcel second = Parcel.obtain();
    second.writeString("constant");
    Out.send(second.readString());
    first.recycle();
  }
}
