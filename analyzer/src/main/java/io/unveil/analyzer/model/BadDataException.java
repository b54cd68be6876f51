package io.unveil.analyzer.model;

import java.util.Collection;

/**
 * One of our data files (models, rules, policy) is wrong. The message is what a person needs to
 * mend it: {@code rules/sms.json#/2/sinks/0: unknown kind "HttpBdy" (did you mean "HttpBody"?)}.
 */
public final class BadDataException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String pointer;
  private final String reason;

  /**
   * @param file name of the file as a person knows it
   * @param pointer JSON pointer (RFC 6901) of the wrong value; {@code ""} for the whole document
   * @param reason what is wrong and what would be right, one sentence without a full stop
   */
  public BadDataException(String file, String pointer, String reason) {
    super(file + "#" + pointer + ": " + reason);
    this.file = file;
    this.pointer = pointer;
    this.reason = reason;
  }

  /**
   * A word that is not one of the known ones.
   *
   * @param file name of the file
   * @param pointer JSON pointer of the word
   * @param what what the word stands for, such as {@code kind}
   * @param word the word
   * @param known the words that are allowed
   */
  public static BadDataException unknown(
      String file, String pointer, String what, String word, Collection<String> known) {
    return new BadDataException(
        file, pointer, "unknown " + what + " \"" + word + "\"" + Suggest.hint(word, known));
  }

  /** {@return the name of the file} */
  public String file() {
    return file;
  }

  /** {@return the JSON pointer of the wrong value} */
  public String pointer() {
    return pointer;
  }

  /** {@return what is wrong} */
  public String reason() {
    return reason;
  }
}
