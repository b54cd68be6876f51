package io.unveil.deploy.http;

import io.javalin.http.Context;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** Answers questions about samples. */
final class Questions {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int DEFAULT_LIMIT = 50;
  private static final int DEFAULT_TOP = 10;
  private static final int RETRY_SECONDS = 5;

  private static final int BUSY_SECONDS = 1;

  private final Samples samples;
  private final HttpLimits limits;
  private final Semaphore slots;

  Questions(Samples samples, HttpLimits limits) {
    this.samples = samples;
    this.limits = limits;
    this.slots = new Semaphore(limits.maxConcurrentSearches());
  }

  /** Something to ask. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws RefusedException, ServerTroubleException, InterruptedException;
  }

  void sample(Context context) {
    Parameters.of(context, Set.of());
    String sha256 = context.pathParam("sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw ApiException.of(400, "a sample is named by its SHA-256: 64 lower-case hex digits");
    }
    Optional<SampleView> view = asked(() -> samples.sample(sha256));
    if (view.isEmpty()) {
      throw ApiException.of(
          404, "no sample " + sha256 + "; one that was just submitted appears within seconds");
    }
    Json.answer(context, 200, view.get());
  }

  void search(Context context) {
    Parameters parameters = Parameters.of(context, Set.of("q", "sort", "limit", "after"));
    int limit = parameters.number("limit", DEFAULT_LIMIT, Samples.MAX_PAGE);
    Json.answer(
        context,
        200,
        searched(() ->
            samples.search(
                parameters.text("q", ""),
                parameters.text("sort"),
                limit,
                parameters.text("after"))));
  }

  void facets(Context context) {
    Parameters parameters = Parameters.of(context, Set.of("q", "field", "top"));
    String field = parameters.text("field");
    if (field == null) {
      throw ApiException.of(400, "parameter field is missing; name the field to count by");
    }
    int top = parameters.number("top", DEFAULT_TOP, Samples.MAX_PAGE);
    Json.answer(context, 200, searched(() -> samples.facets(parameters.text("q", ""), field, top)));
  }

  /** A search may take long; looking one sample up does not. */
  private <T> T searched(Question<T> question) {
    if (!slots.tryAcquire()) {
      throw ApiException.later(
          429,
          "%d searches are under way; wait, then ask again"
              .formatted(limits.maxConcurrentSearches()),
          BUSY_SECONDS);
    }
    try {
      return asked(question);
    } finally {
      slots.release();
    }
  }

  private static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (RefusedException e) {
      throw ApiException.badQuery(String.valueOf(e.getMessage()), e.position());
    } catch (ServerTroubleException e) {
      throw ApiException.later(503, String.valueOf(e.getMessage()), RETRY_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.later(503, "the server stops", RETRY_SECONDS);
    }
  }
}
