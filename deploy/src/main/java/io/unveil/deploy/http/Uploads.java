package io.unveil.deploy.http;

import io.javalin.http.Context;
import io.unveil.deploy.client.Receipt;
import io.unveil.ingest.store.StoreFullException;
import io.unveil.ingest.store.StoreUnavailableException;
import io.unveil.ingest.store.TooLargeException;
import io.unveil.ingest.stream.BrokerUnavailableException;
import io.unveil.ingest.stream.Origin;
import io.unveil.ingest.stream.Priority;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes uploads, a bounded number at once. */
final class Uploads {
  private static final Set<String> TYPES =
      Set.of("application/octet-stream", "application/vnd.android.package-archive");
  private static final int BUSY_SECONDS = 5;
  private static final int BROKER_SECONDS = 30;
  private static final int STORE_SECONDS = 15;

  private final SampleIntake intake;
  private final HttpLimits limits;
  private final Semaphore slots;

  Uploads(SampleIntake intake, HttpLimits limits) {
    this.intake = intake;
    this.limits = limits;
    this.slots = new Semaphore(limits.maxConcurrentUploads());
  }

  void submit(Context context) throws IOException {
    Parameters parameters = Parameters.of(context, Set.of("name", "priority"));
    String name = parameters.text("name", "");
    if (name.length() > Origin.MAX_NAME) {
      throw ApiException.of(
          400, "parameter name is longer than " + Origin.MAX_NAME + " characters");
    }
    Priority priority = priority(parameters.text("priority", "interactive"));
    checkType(context.contentType());
    checkSize(context.req().getContentLengthLong());
    if (!slots.tryAcquire()) {
      throw refusedUnread(
          context,
          ApiException.later(
              429,
              "%d uploads are under way; wait, then send again"
                  .formatted(limits.maxConcurrentUploads()),
              BUSY_SECONDS));
    }
    try {
      Json.answer(context, 202, take(context, name, priority));
    } finally {
      slots.release();
    }
  }

  private Receipt take(Context context, String name, Priority priority) throws IOException {
    UploadBody body = new UploadBody(context.req().getInputStream(), limits);
    try {
      return intake.submit(body, name, priority);
    } catch (TooLargeException e) {
      throw refusedUnread(context, tooLarge());
    } catch (StoreFullException e) {
      throw refusedUnread(context, ApiException.of(507, String.valueOf(e.getMessage())));
    } catch (StoreUnavailableException e) {
      throw refusedUnread(
          context, ApiException.later(503, String.valueOf(e.getMessage()), STORE_SECONDS));
    } catch (BrokerUnavailableException e) {
      throw ApiException.later(503, String.valueOf(e.getMessage()), BROKER_SECONDS);
    } catch (IOException e) {
      UploadBody.BrokenException broken = causeOf(e, UploadBody.BrokenException.class);
      if (broken == null) {
        throw e;
      }
      throw refusedUnread(context, brokenOff(broken, body.bytesRead()));
    }
  }

  private static ApiException brokenOff(IOException e, long bytes) {
    return causeOf(e, TimeoutException.class) != null
        ? ApiException.of(408, "the upload came too slowly, given up after " + bytes + " bytes")
        : ApiException.of(400, "the upload broke off after " + bytes + " bytes; send it again");
  }

  private static <T> @Nullable T causeOf(Throwable thrown, Class<T> type) {
    int depth = 0;
    for (Throwable at = thrown; at != null && depth < 16; at = at.getCause(), depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }

  /** The rest of the body is not read, so the connection cannot be used again. */
  private static ApiException refusedUnread(Context context, ApiException e) {
    context.header("Connection", "close");
    return e;
  }

  private void checkSize(long contentLength) {
    if (contentLength > limits.maxUploadBytes()) {
      throw tooLarge();
    }
    if (contentLength == 0) {
      throw ApiException.of(400, "the upload is empty; send the APK's bytes as the body");
    }
  }

  private ApiException tooLarge() {
    return ApiException.of(
        413,
        "the upload is larger than http.max-upload, %d bytes".formatted(limits.maxUploadBytes()));
  }

  private static void checkType(@Nullable String contentType) {
    if (contentType != null) {
      String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
      if (!TYPES.contains(type)) {
        throw ApiException.of(
            415, "send the APK's bytes as the body, with Content-Type application/octet-stream");
      }
    }
  }

  private static Priority priority(String word) {
    return switch (word) {
      case "interactive" -> Priority.INTERACTIVE;
      case "bulk" -> Priority.BULK;
      default -> throw ApiException.of(400, "parameter priority must be interactive or bulk");
    };
  }
}
