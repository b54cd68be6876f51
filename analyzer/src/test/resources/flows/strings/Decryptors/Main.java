package com.example.golden;

import android.app.Activity;
import android.database.Cursor;
import android.net.Uri;
import android.os.Bundle;
import android.util.Base64;
import golden.Out;
import java.nio.charset.StandardCharsets;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public class Main extends Activity {
  private static final byte[] KEY = {'k', 'e', 'y'};
  private static final String[] TABLE = new String[2];

  static {
    TABLE[0] = "content://";
    TABLE[1] = new StringBuilder("xobni/sms").reverse().toString();
  }

  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    leakXor();
    leakShift();
    leakBase64();
    leakFog();
    leakAllatori();
    leakTable();
    leakSwitch();
    leakCipher();
    safeKey(state);
    safeEndless();
    safeHuge();
    safeOther();
  }

  private String read(String uri) {
    Cursor rows = getContentResolver().query(Uri.parse(uri), null, null, null, null);
    return rows.getString(0);
  }

  private void leakXor() {
    Out.send(
        read(
            xor(
                "\u0049\u0045\u0044\u005e\u004f\u0044\u005e\u0010\u0005\u0005\u0059\u0047\u0059\u0005\u0043\u0044\u0048\u0045\u0052",
                42)));
  }

  private void safeKey(Bundle state) {
    Out.send(
        read(
            xor(
                "\u0049\u0045\u0044\u005e\u004f\u0044\u005e\u0010\u0005\u0005\u0059\u0047\u0059\u0005\u0043\u0044\u0048\u0045\u0052",
                state.getInt("key"))));
  }

  private void safeOther() {
    Out.send(
        read(
            xor(
                "\u0049\u0045\u0044\u005e\u004f\u0044\u005e\u0010\u0005\u0005\u0059\u0047\u0059\u0005\u0043\u0044\u0048\u0045\u0052",
                43)));
  }

  private static String xor(String text, int key) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (chars[i] ^ key);
    }
    return new String(chars);
  }

  private void leakShift() {
    Out.send(read(Shift.back("frqwhqw=22vpv2lqer{")));
  }

  static class Shift {
    static String back(String text) {
      StringBuilder plain = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        plain.append((char) (text.charAt(i) - 3));
      }
      return plain.toString();
    }
  }

  private void leakBase64() {
    Out.send(read(decode("CAoXHwAXH19WRBYUGEoQBQcWEw==")));
  }

  private static String decode(String text) {
    try {
      byte[] bytes = Base64.decode(text, Base64.DEFAULT);
      byte[] plain = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        plain[i] = (byte) (bytes[i] ^ KEY[i % KEY.length]);
      }
      return new String(plain, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private void leakFog() {
    Out.send(
        read(
            Fog.decrypt(
                new byte[] {
                  57, 124, 52, 103, 63, 125, 46, 41, 117, 60, 41, 126, 41, 60, 51, 125, 56, 124, 34
                },
                new byte[] {90, 19})));
  }

  interface Code {
    String decrypt(byte[] data, byte[] key);
  }

  static class Fog {
    private static final Code CODE = new FogCode();

    static String decrypt(byte[] data, byte[] key) {
      return CODE.decrypt(data, key);
    }
  }

  static class FogCode implements Code {
    @Override
    public String decrypt(byte[] data, byte[] key) {
      int length = data.length;
      for (int i = 0, at = 0; i < length; i++, at++) {
        at = at >= key.length ? 0 : at;
        data[i] = (byte) (data[i] ^ key[at]);
      }
      return new String(data, StandardCharsets.UTF_8);
    }
  }

  private void leakAllatori() {
    Out.send(
        read(
            allatori(
                "\u0038\u007e\u0035\u0065\u003e\u007f\u002f\u002b\u0074\u003e\u0028\u007c\u0028\u003e\u0032\u007f\u0039\u007e\u0023")));
  }

  private static String allatori(String text) {
    int n = text.length();
    char[] plain = new char[n];
    int i = n - 1;
    while (i >= 0) {
      plain[i] = (char) (text.charAt(i) ^ 0x5b);
      if (--i < 0) {
        break;
      }
      plain[i] = (char) (text.charAt(i--) ^ 0x11);
    }
    return new String(plain);
  }

  private void leakTable() {
    Out.send(read(fromTable(0) + fromTable(1)));
  }

  private static String fromTable(int i) {
    return TABLE[i & 1];
  }

  private void leakSwitch() {
    Out.send(read(name(7)));
  }

  private static String name(int number) {
    switch (number % 4) {
      case 1:
        return "content://media";
      case 3:
        return "content://" + "s".concat("ms");
      default:
        return "";
    }
  }

  private void leakCipher() {
    Out.send(read(decipher("9uZx/RIveWLe461XUYwHBNW3nDZJYKuEsi6SxeyjKDc=")));
  }

  private static String decipher(String text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      SecretKeySpec key = new SecretKeySpec("0123456789abcdef".getBytes(), "AES");
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec("fedcba9876543210".getBytes()));
      return new String(cipher.doFinal(Base64.decode(text, 0)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void safeEndless() {
    Out.send(read(endless("content://sms")));
  }

  private static String endless(String text) {
    int n = text.length();
    while (n > 0) {
      n = n * 31 | 1;
    }
    while (true) {
      n++;
      if (n == -text.length()) {
        n = 0;
      }
    }
  }

  private void safeHuge() {
    Out.send(read(huge(1 << 30)));
  }

  private static String huge(int n) {
    byte[][] bytes = new byte[n][];
    bytes[0] = new byte[n];
    return "content://sms" + new String(bytes[0]);
  }
}
