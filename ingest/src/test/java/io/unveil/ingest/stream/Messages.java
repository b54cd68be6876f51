package io.unveil.ingest.stream;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.Coverage;
import io.unveil.analyzer.facts.Destination;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Generation;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.facts.StringFact;
import io.unveil.analyzer.facts.Trigger;
import io.unveil.analyzer.judge.Judge;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.signing.Signing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One message of each kind, with strings that a sample would like to harm a reader with. */
final class Messages {
  static final String SHA256 = "0123456789abcdef".repeat(4);
  static final Instant SUBMITTED = Instant.parse("2026-01-02T03:04:05.678901Z");
  static final Instant LATER = Instant.parse("2026-01-02T03:04:07Z");

  /** Right-to-left override, escape sequence, lone surrogate. */
  static final String HARMFUL = "a\u202eb\u001b[2Jc\ud800d";

  private static final List<String> LAYERS = List.of("process", "landlock-7", "seccomp");

  private Messages() {}

  static Submission submission() {
    return new Submission(
        1, SHA256, 4_096, new Origin(Origin.Kind.HTTP, HARMFUL + ".apk"), SUBMITTED, LATER);
  }

  static UnpackedMessage unpackedMessage() {
    return new UnpackedMessage(
        Codec.UNPACKED.version(), SHA256, SUBMITTED, LATER, unpacked(SHA256, 4_096), null);
  }

  static FactsMessage factsMessage() {
    return new FactsMessage(
        Codec.FACTS.version(),
        SHA256,
        SUBMITTED,
        LATER,
        LAYERS,
        facts(unpacked(SHA256, 4_096)),
        null);
  }

  static FactsMessage factsByReference() {
    return new FactsMessage(
        Codec.FACTS.version(), SHA256, SUBMITTED, LATER, List.of(), null, "facts-2-1.json");
  }

  static ResultMessage result() {
    return new ResultMessage(
        Codec.RESULT.version(),
        SHA256,
        SUBMITTED,
        LATER,
        LAYERS,
        Judge.failed(new Generation(1, 1, 1), SHA256, 4_096, "unpack", "no APK: " + HARMFUL));
  }

  static SampleOrigin origin() {
    return new SampleOrigin(
        1, SHA256, 4_096, new Origin(Origin.Kind.S3, "bucket/" + HARMFUL), SUBMITTED, LATER);
  }

  static FailureRecord failure() {
    return new FailureRecord(
        1,
        SHA256,
        "analyze",
        "the worker died: " + HARMFUL,
        3,
        1,
        "memory",
        "signal 9",
        1,
        "apk.unpacked",
        2,
        12_345_678_901L,
        LATER);
  }

  static UnpackedApk unpacked(String sha256, long size) {
    return new UnpackedApk(
        sha256,
        size,
        new UnpackedApk.Installable(
            false, List.of(Refusal.always("no readable AndroidManifest.xml"))),
        null,
        AppResources.NONE,
        List.of(
            new UnpackedApk.DexEntry(
                "classes.dex", List.of(), 8, 100, 200, 300, UnpackedApk.LoadedBy.ART)),
        List.of(
            new UnpackedApk.Payload(
                "assets/" + HARMFUL, UnpackedApk.Payload.Kind.DEX, 64, false, "")),
        List.of(),
        null,
        List.of("lib/arm64-v8a/libx.so"),
        Signing.NONE,
        List.of(),
        0,
        3,
        List.of(),
        List.of("the archive has no AndroidManifest.xml"));
  }

  /** Facts with one example of each kind. */
  static AppFacts facts(UnpackedApk apk) {
    CodeSite site = new CodeSite("classes.dex", "Lcom/example/A;->run()V", 17, 42, null);
    Trigger trigger =
        new Trigger("com.example.Boot", "receiver", "Lcom/example/Boot;->onReceive()V", "boot");
    Step step = new Step("sink", site, "Ljava/net/URL;-><init>(Ljava/lang/String;)V", null);
    FlowFact flow =
        new FlowFact(
            "sms-body",
            "http-body",
            site,
            "Landroid/telephony/SmsMessage;->getMessageBody()Ljava/lang/String;",
            site,
            "Ljava/io/OutputStream;->write([B)V",
            List.of(step),
            List.of(trigger),
            false,
            false,
            List.of(new Destination("url", "http://collector.example/" + HARMFUL, false)),
            List.of("android.permission.RECEIVE_SMS"),
            true,
            "yes",
            UnpackedApk.LoadedBy.ART);
    CallFact call =
        new CallFact(
            "component-enabled-setting",
            "Landroid/content/pm/PackageManager;->setComponentEnabledSetting()V",
            site,
            List.of(List.of("com.example.Main"), List.of("2"), List.of()),
            List.of(step),
            List.of(trigger),
            "yes",
            UnpackedApk.LoadedBy.CODE);
    return new AppFacts(
        AppFacts.SCHEMA_VERSION,
        new Generation(1, 1, 0),
        apk,
        List.of(flow),
        Map.of("sms-body→http-body", 7),
        List.of(call),
        Map.of("sms-body", 2),
        Map.of("http-body", 3),
        List.of(new StringFact("url", "http://collector.example/", "classes.dex", false)),
        new Coverage(1, 2, 2, 1, 0, 99, Map.of("lift: too large", 1), List.of(), List.of()),
        List.of(new BlindSpot("reflection", "Lcom/example/A;->run()V", false)));
  }
}
