package io.unveil.unpacker.manifest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What resources that the manifest (or a library by convention) refers to say about the app.
 *
 * @param labels the application's label by configuration qualifiers as in folder names ({@code ""}
 *     for the default, {@code de}, {@code v29}); at most 100
 * @param accessibilityServices declared accessibility services with their configuration
 * @param deviceAdmins declared device admins with the policies they ask for
 * @param firebase the Firebase project that the app talks to, null when none is configured
 */
public record AppResources(
    Map<String, String> labels,
    List<AccessibilityService> accessibilityServices,
    List<DeviceAdmin> deviceAdmins,
    @Nullable Firebase firebase) {

  /** Nothing is known. */
  public static final AppResources NONE = new AppResources(Map.of(), List.of(), List.of(), null);

  /** Copies the collections. */
  public AppResources {
    labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
    accessibilityServices = List.copyOf(accessibilityServices);
    deviceAdmins = List.copyOf(deviceAdmins);
  }

  /**
   * A service with {@code android.accessibilityservice} meta-data
   * (developer.android.com/reference/android/accessibilityservice/AccessibilityServiceInfo).
   *
   * @param component qualified class name
   * @param file archive entry of the configuration, null when it does not resolve
   * @param eventTypes names of {@code accessibilityEventTypes}, such as {@code typeViewTextChanged}
   * @param flags names of {@code accessibilityFlags}
   * @param retrievesWindowContent {@code android:canRetrieveWindowContent}
   * @param performsGestures {@code android:canPerformGestures}
   * @param packageNames {@code packageNames}; empty for all apps
   * @param description resolved text shown to the person, or null
   */
  public record AccessibilityService(
      String component,
      @Nullable String file,
      List<String> eventTypes,
      List<String> flags,
      boolean retrievesWindowContent,
      boolean performsGestures,
      List<String> packageNames,
      @Nullable String description) {
    /** Copies the lists. */
    public AccessibilityService {
      eventTypes = List.copyOf(eventTypes);
      flags = List.copyOf(flags);
      packageNames = List.copyOf(packageNames);
    }
  }

  /**
   * A receiver with {@code android.app.device_admin} meta-data.
   *
   * @param component qualified class name
   * @param file archive entry of the configuration, null when it does not resolve
   * @param policies elements below {@code uses-policies}, such as {@code wipe-data}
   */
  public record DeviceAdmin(String component, @Nullable String file, List<String> policies) {
    /** Copies the list. */
    public DeviceAdmin {
      policies = List.copyOf(policies);
    }
  }

  /**
   * String resources that the google-services plugin writes; each null when absent.
   *
   * @param applicationId {@code google_app_id}
   * @param projectId {@code project_id}
   * @param senderId {@code gcm_defaultSenderId}
   * @param apiKey {@code google_api_key}
   * @param databaseUrl {@code firebase_database_url}
   * @param storageBucket {@code google_storage_bucket}
   */
  public record Firebase(
      @Nullable String applicationId,
      @Nullable String projectId,
      @Nullable String senderId,
      @Nullable String apiKey,
      @Nullable String databaseUrl,
      @Nullable String storageBucket) {}
}
