package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import android.util.Base64;
import golden.Out;
import golden.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.text.MessageFormat;
import java.util.Formatter;
import java.util.Scanner;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.json.JSONArray;
import org.json.JSONObject;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      leakCipher(Cipher.getInstance("AES"));
      leakDigest(MessageDigest.getInstance("SHA-256"));
      leakMac(Mac.getInstance("HmacSHA256"));
      leakBase64();
      leakGzip();
      leakUrl();
      leakBuffer();
      leakFormatter();
      leakMessage();
      leakTokens();
      leakGroups();
      leakScanner();
      leakChars();
      leakJson();
      safeCipher(Cipher.getInstance("AES"));
      safeFormatter();
      safeGroups();
      safeJson();
      safeTokens();
    } catch (Exception e) {
      finish();
    }
  }

  private void leakCipher(Cipher cipher) throws Exception {
    Out.send(Base64.encodeToString(cipher.doFinal(Secret.text().getBytes()), Base64.NO_WRAP));
  }

  private void safeCipher(Cipher cipher) throws Exception {
    cipher.doFinal(Secret.bytes());
    Out.send(cipher.doFinal("ping".getBytes()).length);
  }

  private void leakDigest(MessageDigest digest) {
    digest.update(Secret.bytes());
    Out.send(digest.digest());
  }

  private void leakMac(Mac mac) {
    Out.send(mac.doFinal(Secret.bytes()));
  }

  private void leakBase64() {
    Out.send(new String(Base64.decode(Base64.encode(Secret.bytes(), 0), 0)));
  }

  private void leakGzip() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GZIPOutputStream zip = new GZIPOutputStream(bytes);
    zip.write(Secret.bytes());
    zip.close();
    GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    byte[] plain = new byte[32];
    in.read(plain, 0, 32);
    Out.send(plain);
  }

  private void leakUrl() throws Exception {
    Out.send(URLDecoder.decode(URLEncoder.encode(Secret.text(), "UTF-8"), "UTF-8"));
  }

  private void leakBuffer() {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    buffer.putInt(Secret.number());
    buffer.flip();
    Out.send(buffer.getInt());
  }

  private void leakFormatter() {
    StringBuffer text = new StringBuffer();
    new Formatter(text).format("%s", Secret.text());
    Out.send(text.toString());
  }

  private void safeFormatter() {
    StringBuffer text = new StringBuffer();
    new Formatter(text).format("%s", "idle");
    Out.send(text.toString());
  }

  private void leakMessage() {
    Out.send(MessageFormat.format("{0}", Secret.text()));
  }

  private void leakTokens() {
    StringTokenizer tokens = new StringTokenizer(Secret.text(), ",");
    while (tokens.hasMoreTokens()) {
      Out.send(tokens.nextToken());
    }
  }

  private void safeTokens() {
    Out.send(new StringTokenizer(Secret.text(), ",").countTokens());
  }

  private void leakGroups() {
    Matcher matcher = Pattern.compile("(\\d+)").matcher(Secret.text());
    if (matcher.find()) {
      Out.send(matcher.group(1));
    }
  }

  private void safeGroups() {
    Out.send(Pattern.compile("(\\d+)").matcher(Secret.text()).find() ? 1 : 0);
  }

  private void leakScanner() {
    Out.send(new Scanner(new StringReader(Secret.text())).nextLine());
  }

  private void leakChars() {
    String text = Secret.text();
    char[] chars = new char[text.length()];
    text.getChars(0, text.length(), chars, 0);
    Out.send(String.valueOf(chars[0]));
  }

  private void leakJson() throws Exception {
    JSONObject item = new JSONObject().put("body", Secret.text()).put("state", "new");
    Out.send(new JSONArray().put(item).getJSONObject(0).getString("body"));
  }

  private void safeJson() throws Exception {
    JSONObject item = new JSONObject().put("body", Secret.text()).put("state", "new");
    Out.send(item.getString("state"));
  }
}
