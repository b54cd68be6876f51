package io.unveil.indexer;

import io.unveil.analyzer.report.ScanReport;
import io.unveil.unpacker.UnpackedApk.Bundle;
import io.unveil.unpacker.UnpackedApk.Installable;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.AppResources.Firebase;
import java.util.Objects;
import java.util.stream.Stream;

/** What can be searched for of what lies in a package beside its code. */
final class PackageFields {
  private PackageFields() {}

  static void add(ScanReport report, FieldValues values) {
    installable(report.installable(), values);
    Bundle bundle = report.bundle();
    if (bundle != null) {
      values.add(IndexField.BUNDLE, bundle.identity());
      bundle.members().forEach(member -> values.add(IndexField.MEMBER, member.sha256()));
    }
    report
        .nested()
        .forEach(nested -> {
          values.add(IndexField.NESTED_SHA256, nested.sha256());
          if (nested.packageName() != null) {
            values.add(IndexField.NESTED, nested.packageName());
          }
        });
    resources(report.resources(), values);
  }

  private static void installable(Installable installable, FieldValues values) {
    values.add(IndexField.INSTALLABLE, Boolean.toString(installable.yes()));
    for (int api = Refusal.OLDEST_API; api <= Refusal.NEWEST_API; api++) {
      if (installable.at(api)) {
        values.add(IndexField.INSTALLS, api);
      }
    }
  }

  private static void resources(AppResources resources, FieldValues values) {
    resources
        .accessibilityServices()
        .forEach(service -> {
          values.add(IndexField.ACCESSIBILITY, "service");
          if (service.retrievesWindowContent()) {
            values.add(IndexField.ACCESSIBILITY, "reads-windows");
          }
          if (service.performsGestures()) {
            values.add(IndexField.ACCESSIBILITY, "performs-gestures");
          }
        });
    resources.deviceAdmins().forEach(admin -> values.addAll(IndexField.ADMIN, admin.policies()));
    Firebase firebase = resources.firebase();
    if (firebase != null) {
      Stream.of(
              firebase.projectId(),
              firebase.applicationId(),
              firebase.senderId(),
              firebase.databaseUrl(),
              firebase.storageBucket())
          .filter(Objects::nonNull)
          .forEach(value -> values.add(IndexField.FIREBASE, value));
    }
  }
}
