package io.unveil.unpacker.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * Bits of an accessibility service's configuration by the names that its XML file uses (AOSP {@code
 * attrs.xml}: {@code accessibilityEventTypes}, {@code accessibilityFlags}).
 */
final class AccessibilityNames {
  private static final int ALL = 0xFFFF_FFFF;

  /** Index is the number of the bit; so below. */
  private static final List<String> EVENT_TYPES =
      List.of(
          "typeViewClicked",
          "typeViewLongClicked",
          "typeViewSelected",
          "typeViewFocused",
          "typeViewTextChanged",
          "typeWindowStateChanged",
          "typeNotificationStateChanged",
          "typeViewHoverEnter",
          "typeViewHoverExit",
          "typeTouchExplorationGestureStart",
          "typeTouchExplorationGestureEnd",
          "typeWindowContentChanged",
          "typeViewScrolled",
          "typeViewTextSelectionChanged",
          "typeAnnouncement",
          "typeViewAccessibilityFocused",
          "typeViewAccessibilityFocusCleared",
          "typeViewTextTraversedAtMovementGranularity",
          "typeGestureDetectionStart",
          "typeGestureDetectionEnd",
          "typeTouchInteractionStart",
          "typeTouchInteractionEnd",
          "typeWindowsChanged",
          "typeContextClicked",
          "typeAssistReadingContext",
          "typeSpeechStateChange",
          "typeViewTargetedByScroll");

  private static final List<String> FLAGS =
      List.of(
          "flagDefault",
          "flagIncludeNotImportantViews",
          "flagRequestTouchExplorationMode",
          "flagRequestEnhancedWebAccessibility",
          "flagReportViewIds",
          "flagRequestFilterKeyEvents",
          "flagRetrieveInteractiveWindows",
          "flagEnableAccessibilityVolume",
          "flagRequestAccessibilityButton",
          "flagRequestFingerprintGestures",
          "flagRequestShortcutWarningDialogSpokenFeedback",
          "flagServiceHandlesDoubleTap",
          "flagRequestMultiFingerGestures",
          "flagRequest2FingerPassthrough",
          "flagSendMotionEvents",
          "flagInputMethodEditor");

  private AccessibilityNames() {}

  /** {@return the event types of a mask; all together are the one name {@code typeAllMask}} */
  static List<String> eventTypes(int mask) {
    return mask == ALL ? List.of("typeAllMask") : names(mask, EVENT_TYPES);
  }

  /** {@return the flags of a mask} */
  static List<String> flags(int mask) {
    return names(mask, FLAGS);
  }

  /** A bit without a name is given in hex, so that none is lost. */
  private static List<String> names(int mask, List<String> byBit) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      if ((mask >>> bit & 1) != 0) {
        names.add(bit < byBit.size() ? byBit.get(bit) : "0x" + Integer.toHexString(1 << bit));
      }
    }
    return names;
  }
}
