package io.unveil.deploy.cli;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.unpacker.UnpackedApk.Bundle;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.UnpackedApk.Member;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.AppResources.AccessibilityService;
import io.unveil.unpacker.manifest.AppResources.DeviceAdmin;
import io.unveil.unpacker.manifest.AppResources.Firebase;
import io.unveil.unpacker.signing.Signing;
import io.unveil.unpacker.signing.Signing.Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a package says about itself beside its code, in the lines of a report. */
final class PackageText {
  /** Lines of one sort; all are in {@code --format json}. */
  private static final int SHOWN = 8;

  private final Block block;

  private PackageText(Block block) {
    this.block = block;
  }

  static void add(Block block, ScanReport report) {
    PackageText text = new PackageText(block);
    text.signing(report.signing());
    text.installable(report.installable());
    if (report.bundle() != null) {
      text.bundle(report.bundle());
    }
    text.nested(report.nested());
    text.resources(report.resources());
  }

  private void signing(Signing signing) {
    for (Certificate certificate : signing.certificates()) {
      block.line(
          1,
          "signed by (signature not verified): %s (SHA-256 %s)%s",
          certificate.subject(),
          certificate.sha256(),
          certificate.publicTestKey() ? ", a key that anyone can use" : "");
    }
    if (!signing.usedBy().isEmpty()) {
      String bands =
          signing.usedBy().stream().map(PackageText::band).collect(Collectors.joining(", "));
      block.line(1, "signature: %s", bands);
    }
  }

  private static String band(Signing.Use use) {
    String what = use.scheme() == null ? "refused" : use.scheme();
    return what + " on API " + levels(use.fromApi(), use.toApi());
  }

  private void installable(Installable installable) {
    if (!installable.yes()) {
      block.line(1, "Android would not install it: %s", String.join("; ", installable.reasons()));
      return;
    }
    for (Refusal refusal : installable.refusals().stream().limit(SHOWN).toList()) {
      int from = Math.max(refusal.fromApi(), Refusal.OLDEST_API);
      int to = Math.min(refusal.toApi(), Refusal.NEWEST_API);
      if (from <= to) {
        block.line(1, "does not install on API %s: %s", levels(from, to), refusal.reason());
      }
    }
    more("does not install", installable.refusals().size());
  }

  private static String levels(int from, int to) {
    return from == to ? String.valueOf(from) : from + "–" + to;
  }

  private void bundle(Bundle bundle) {
    block.line(
        1,
        "bundle: %s of %d APKs, identity %s",
        bundle.format(),
        bundle.members().size(),
        bundle.identity());
    for (Member member : bundle.members().stream().limit(SHOWN).toList()) {
      block.line(
          2,
          "%s: %s, SHA-256 %s%s%s",
          member.name(),
          member.split() == null ? "base" : "split " + member.split(),
          member.sha256(),
          member.belongs() ? "" : ", does not belong to the app",
          member.installable().yes() ? "" : ", Android would not install it");
    }
    more("bundle", bundle.members().size());
  }

  private void nested(List<NestedApk> all) {
    for (NestedApk nested : all.stream().limit(SHOWN).toList()) {
      block.line(
          1,
          "app inside: %s: %s%s, SHA-256 %s",
          nested.path(),
          nested.packageName() == null ? "package unknown" : nested.packageName(),
          nested.label() == null ? "" : " \"" + nested.label() + "\"",
          nested.sha256());
    }
    more("app inside", all.size());
  }

  private void resources(AppResources resources) {
    List<AccessibilityService> services = resources.accessibilityServices();
    for (AccessibilityService service : services.stream().limit(SHOWN).toList()) {
      block.line(
          1,
          "accessibility service: %s%s%s, %s",
          service.component(),
          service.retrievesWindowContent() ? ", reads windows" : "",
          service.performsGestures() ? ", performs gestures" : "",
          service.packageNames().isEmpty()
              ? "of all apps"
              : "of " + String.join(", ", service.packageNames()));
    }
    more("accessibility service", services.size());
    List<DeviceAdmin> admins = resources.deviceAdmins();
    for (DeviceAdmin admin : admins.stream().limit(SHOWN).toList()) {
      String policies =
          admin.policies().isEmpty() ? "no policies" : String.join(", ", admin.policies());
      block.line(1, "device admin: %s, asks for %s", admin.component(), policies);
    }
    more("device admin", admins.size());
    if (resources.firebase() != null) {
      firebase(resources.firebase());
    }
  }

  private void firebase(Firebase firebase) {
    String parts =
        Stream.of(
                firebase.projectId(),
                firebase.applicationId(),
                firebase.databaseUrl(),
                firebase.storageBucket())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    if (!parts.isEmpty()) {
      block.line(1, "Firebase project: %s", parts);
    }
  }

  private void more(String what, int all) {
    if (all > SHOWN) {
      block.line(1, "%s: %d more, all in --format json", what, all - SHOWN);
    }
  }
}
