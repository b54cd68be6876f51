package io.unveil.deploy.cli;

import io.unveil.deploy.text.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** One line for a person about something that failed: what, and what to do. */
final class Failures {
  private Failures() {}

  /** {@return why reading failed, without the path} */
  static String reading(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it disappeared while scanning; scan again";
      case AccessDeniedException _ -> "permission denied; allow reading or run as another user";
      case FileSystemException f when f.getReason() != null -> "cannot be read: " + f.getReason();
      default -> "cannot be read: " + message(e);
    };
  }

  /** {@return why writing failed, without the path} */
  static String writing(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "its folder does not exist; create it first";
      case AccessDeniedException _ -> "permission denied; choose another place";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> message(e);
    };
  }

  /** {@return what is known about a defect of Unveil, in one line} */
  static String crash(Throwable thrown) {
    return thrown.getClass().getSimpleName() + ": " + Printable.of(message(thrown));
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? "no message" : message;
  }
}
