package io.unveil.analyzer.flow;

import static io.unveil.fixtures.ApkBuilder.apk;
import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.AppAnalyzer;
import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.fixtures.FlowCases;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.lift.MethodLifter;
import org.junit.jupiter.api.Test;

/** Apps that pass one bound each: the bound is counted, and what it may lose is said. */
class BoundsTest {
  private static final String SERVICE =
      """
      package com.example.bounds;

      import android.app.Service;
      import android.content.Intent;
      import android.database.Cursor;
      import android.net.Uri;
      import android.os.IBinder;
      import android.telephony.SmsManager;

      public class Sync extends Service {
        @Override
        public int onStartCommand(Intent intent, int flags, int startId) {
          Cursor cursor =
              getContentResolver().query(Uri.parse("content://sms/inbox"), null, null, null, null);
          run(cursor.getString(0), SmsManager.getDefault());
          return START_NOT_STICKY;
        }

        @Override
        public IBinder onBind(Intent intent) {
          return null;
        }

        static void send(SmsManager sms, String text) {
          sms.sendTextMessage("5550100", null, text, null, null);
        }

      MEMBERS
      }
      """;

  @Test
  void roundsThatDoNotSettle_makeTheResultPartial() throws Exception {
    Budget oneRound = new Budget(20_000_000, 100_000, 64, 96, 500, 1, 30);
    AppFacts facts = analyze(FlowCases.named("StaticFieldLeak").apk(), oneRound);

    assertThat(facts.coverage().failures()).containsKey("rounds-not-stable");
    assertThat(facts.coverage().incomplete()).anyMatch(line -> line.contains("rounds-not-stable"));
  }

  @Test
  void recursionThatDoesNotSettle_makesTheResultPartial() throws Exception {
    AppFacts facts =
        analyze(
            """
              static void run(String text, SmsManager sms) {
                send(sms, turn(9, "a", "b", "c", "d", "e", "f", "g", text));
              }

              static String turn(int left, String a, String b, String c, String d, String e,
                  String f, String g, String h) {
                return left == 0 ? a : turn(left - 1, b, c, d, e, f, g, h, a);
              }
            """);

    assertThat(facts.coverage().failures()).containsKey("recursion-not-stable");
    assertThat(facts.coverage().incomplete())
        .anyMatch(line -> line.contains("recursion-not-stable"));
  }

  @Test
  void hitsBeyondTheBound_makeTheResultPartial() throws Exception {
    AppFacts within = analyze(sends(Summary.MAX_HITS));
    AppFacts beyond = analyze(sends(Summary.MAX_HITS + 1));

    assertThat(within.coverage().incomplete()).isEmpty();
    assertThat(beyond.flowCounts().values()).containsExactly(Summary.MAX_HITS);
    assertThat(beyond.coverage().failures()).containsKey("hits-per-method");
    assertThat(beyond.coverage().incomplete()).anyMatch(line -> line.contains("hits-per-method"));
  }

  private static String sends(int times) {
    String send = "    sms.sendTextMessage(\"5550100\", null, text, null, null);\n";
    return "  static void run(String text, SmsManager sms) {\n" + send.repeat(times) + "  }\n";
  }

  @Test
  void methodTooLongForDex2jar_isCountedAndSaidAtItsFlows() throws Exception {
    AppFacts facts =
        analyze(
            "  static void run(String text, SmsManager sms) {\n    int sum = 0;\n"
                + "    sum += text.length();\n".repeat(MethodLifter.MAX_UNITS / 4)
                + "    send(sms, text + sum);\n  }\n");

    assertThat(facts.flows())
        .isNotEmpty()
        .allMatch(flow -> flow.confirmed().equals("not-checked(lift-size)"));
    assertThat(facts.coverage().failures()).containsEntry("second-opinion:lift-size", 1);
    assertThat(facts.coverage().methodsFailed()).isEqualTo(1);
  }

  @Test
  void methodOfTooMuchWork_isCountedAndTheRestIsRead() throws Exception {
    AppFacts facts = analyze(reads(3_500));
    AppFacts within = analyze(reads(10));

    assertThat(facts.flows()).isNotEmpty();
    assertThat(facts.coverage().failures()).containsEntry("too-much-work", 1);
    assertThat(facts.coverage().incomplete()).anyMatch(line -> line.contains("too-much-work"));
    assertThat(within.coverage().failures()).doesNotContainKey("too-much-work");
  }

  @Test
  void callOfTooMuchWork_endsWithinTheCall() throws Exception {
    AppFacts facts = analyze(spreads(2_000));

    assertThat(facts.flows()).isNotEmpty();
    assertThat(facts.coverage().failures()).containsEntry("too-much-work", 1);
    assertThat(facts.coverage().workUnits()).isLessThan(Solver.MAX_METHOD_WORK * 5L / 4);
  }

  /** One call, each write of which goes to 500 objects that hold up to as many others. */
  private static String spreads(int times) {
    StringBuilder code =
        new StringBuilder(
            """
              static class Box {
                volatile Box held;
              }

              static class Fields {
            """);
    for (int i = 0; i < times; i++) {
      code.append("    volatile Box f%d;%n".formatted(i));
    }
    code.append("  }\n\n  static void spread(Fields to, Box held) {\n");
    for (int i = 0; i < times; i++) {
      code.append("    to.f%d.held = held;%n".formatted(i));
    }
    code.append(
        """
          }

          static void run(String text, SmsManager sms) {
            send(sms, text);
            heavy(text, sms);
          }

          static void heavy(String text, SmsManager sms) {
            Box all = null;
            Box one = null;
            Box other = null;
        """);
    for (int i = 0; i < 500; i++) {
      code.append("    one = new Box();\n    one.held = all;\n");
      code.append("    all = text.length() == %d ? one : all;%n".formatted(i));
      if (i % 2 == 0) {
        code.append("    other = text.length() == %d ? new Box() : other;%n".formatted(-i));
      }
    }
    code.append("    Fields fields = new Fields();\n");
    for (int i = 0; i < times; i++) {
      code.append("    fields.f%d = all;%n".formatted(i));
    }
    return code.append("    spread(fields, other);\n    send(sms, text);\n  }\n").toString();
  }

  /** Each read joins the fields of some 500 objects, which hold up to as many. */
  private static String reads(int times) {
    StringBuilder code =
        new StringBuilder(
            """
              static class Box {
                volatile Box held;
              }

              static void run(String text, SmsManager sms) {
                send(sms, text);
                heavy(text, sms);
              }

              static void heavy(String text, SmsManager sms) {
                Box all = null;
                Box one = null;
            """);
    for (int i = 0; i < 500; i++) {
      code.append("    one = new Box();\n    one.held = all;\n");
      code.append("    all = text.length() == %d ? one : all;%n".formatted(i));
    }
    code.append("    one = all.held;\n".repeat(times));
    return code.append("    send(sms, one == null ? text : text + 1);\n  }\n").toString();
  }

  @Test
  void targetsBeyondTheBound_areCounted() throws Exception {
    AppFacts within = analyze(jobs(CallTargets.MAX_TARGETS));
    AppFacts beyond = analyze(jobs(CallTargets.MAX_TARGETS + 1));

    assertThat(within.coverage().failures()).doesNotContainKey("too-many-targets");
    assertThat(within.flows()).isNotEmpty();
    assertThat(beyond.coverage().failures()).containsKey("too-many-targets");
  }

  private static String jobs(int count) {
    StringBuilder code =
        new StringBuilder(
            """
              interface Job {
                void go(String text, SmsManager sms);
              }

              static void call(Job job, String text, SmsManager sms) {
                job.go(text, sms);
              }

            """);
    StringBuilder run =
        new StringBuilder(
            "  static void run(String text, SmsManager sms) {\n    Job job = null;\n");
    for (int i = 0; i < count; i++) {
      run.append("    job = text.length() == %d ? new Job%d() : job;%n".formatted(i, i));
      code.append(
          """
            static class Job%d implements Job {
              @Override
              public void go(String text, SmsManager sms) {
                send(sms, text + "%d");
              }
            }

          """
              .formatted(i, i));
    }
    return code.append(run).append("    call(job, text, sms);\n  }\n").toString();
  }

  /** {@return some method, for places in tests that need no code} */
  static DexMethod anyMethod() {
    try (ApkBytes bytes = ApkBytes.of(FlowCases.named("ThreadLeak").apk())) {
      return open(bytes, ApkUnpacker.unpack(bytes, Limits.DEFAULT)).method(0);
    } catch (MalformedApkException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AppFacts analyze(String members) throws Exception {
    byte[] app =
        apk("com.example.bounds")
            .permission("READ_SMS", "SEND_SMS")
            .service(".Sync", s -> s.exported(false))
            .source(SERVICE.replace("MEMBERS", members))
            .build();
    return analyze(app, Budget.DEFAULT);
  }

  private static AppFacts analyze(byte[] apk, Budget budget) throws Exception {
    try (ApkBytes bytes = ApkBytes.of(apk)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      return AppAnalyzer.analyze(app, open(bytes, app), ModelLoader.bundled(), budget);
    }
  }

  private static DexCode open(ApkBytes bytes, UnpackedApk app) {
    return DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
  }
}
