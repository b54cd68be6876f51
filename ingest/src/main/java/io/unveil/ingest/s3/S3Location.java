package io.unveil.ingest.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket, written {@code s3://bucket/prefix}.
 *
 * @param bucket its name, by Amazon's rules for names
 * @param prefix what all keys begin with: empty, or ending with a slash
 */
public record S3Location(String bucket, String prefix) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  /** Segments of characters that need no escapes anywhere. */
  private static final Pattern PREFIX = Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.=-]*/){0,32}");

  private static final Pattern FORM = Pattern.compile("s3://([^/]{1,255})(?:/(.{0,512}))?");

  /** Refuses what is no bucket or prefix. */
  public S3Location {
    if (!BUCKET.matcher(bucket).matches() || !PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("not a bucket and prefix");
    }
  }

  /**
   * {@return the place that {@code text} names; a slash at the end may be left out}
   *
   * @throws IllegalArgumentException when it names none
   */
  public static S3Location parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not s3://bucket/prefix");
    }
    String prefix = form.group(2) == null ? "" : form.group(2);
    return new S3Location(
        form.group(1), prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
