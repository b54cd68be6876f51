package io.unveil.analyzer.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value enters or leaves a modelled method, in the notation of the model files:
 *
 * <pre>
 * Port   --&gt; Root Via? Access?
 * Root   --&gt; Return | Receiver | Argument(n)          n counts declared parameters from 0
 * Via    --&gt; .field(name)                              the access is to what this field holds
 * Access --&gt; .content                                  what a container, builder or wrapper holds
 *          | .content["key"] | .content[Argument(n)]   … under one constant key
 *          | .content[any]                             … under any key, without telling keys apart
 *          | .content[next]                            … at the end of a list
 *          | .all                                      everything reachable, also through the app's own fields
 *          | .callback(name,n)                         parameter n of a callback method of the object
 *          | .field(name)                              a named field of the model's own
 *          | .member(name)                             a field that code can name, such as {@code Message.obj}
 * Port   --&gt; Store(name) | Store(name)[Argument(n)]    a store of the device: preferences, files, intents
 * </pre>
 *
 * @param root which value
 * @param argument parameter number when {@code root} is {@code ARGUMENT}, else -1
 * @param access what of the value
 * @param key constant key, callback or store name; null when there is none
 * @param keyArgument parameter whose constant is the key, or {@link #NO_KEY}, {@link #ANY_KEY},
 *     {@link #NEXT_KEY}
 * @param via field of the root whose value is meant in place of the root, or null
 */
public record Port(
    Root root,
    int argument,
    Access access,
    @Nullable String key,
    int keyArgument,
    @Nullable String via) {
  Port(Root root, int argument, Access access, @Nullable String key, int keyArgument) {
    this(root, argument, access, key, keyArgument, null);
  }

  /** No key: the container as it is, or the one constant key. */
  public static final int NO_KEY = -1;

  /** Any key. */
  public static final int ANY_KEY = -2;

  /** The index behind a list's last element. */
  public static final int NEXT_KEY = -3;

  /** Which value. */
  public enum Root {
    /** The result. */
    RETURN,
    /** The object the method is called on. */
    RECEIVER,
    /** A declared parameter. */
    ARGUMENT,
    /** A store of the device, named by {@code key}. */
    STORE
  }

  /** What of the value. */
  public enum Access {
    /** The value itself, with its identity. */
    VALUE,
    /** What it holds. */
    CONTENT,
    /** Everything reachable from it. */
    ALL,
    /** A parameter of one of its callback methods; {@code key} is {@code name,n}. */
    CALLBACK,
    /** A field named by the model. */
    FIELD,
    /** A field of the class. */
    MEMBER
  }

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(Return|Receiver)|Argument\\((\\d{1,2})\\)|Store\\(([a-z-]+)\\))"
              + "(?:\\.field\\(([A-Za-z0-9$-]+)\\)(?=\\.))?"
              + "(?:(\\.content)?(?:\\[(?:\"([^\"]{1,64})\"|Argument\\((\\d{1,2})\\)|(any|next))\\])?"
              + "|(\\.all)|\\.callback\\(([A-Za-z]+,\\d{1,2})\\)"
              + "|\\.(field|member)\\(([A-Za-z0-9$-]+)\\))");

  private static final List<String> EXAMPLES =
      List.of(
          "Return",
          "Return.content",
          "Receiver",
          "Receiver.content",
          "Receiver.all",
          "Argument(0)",
          "Argument(0).content",
          "Argument(0).all",
          "Receiver.callback(name,0)",
          "Receiver.field(name)",
          "Receiver.content[Argument(0)]",
          "Store(name)[Argument(0)]");

  /**
   * Reads the notation above.
   *
   * @throws IllegalArgumentException when {@code text} does not follow it
   */
  public static Port parse(String text) {
    Matcher m = SYNTAX.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a port: \"" + text + "\"" + Suggest.hint(text, EXAMPLES));
    }
    int keyArgument = key(m.group(7), m.group(8));
    if (m.group(3) != null) {
      if (m.group(4) != null) {
        throw new IllegalArgumentException("a store has no fields: \"" + text + "\"");
      }
      return new Port(Root.STORE, -1, Access.VALUE, m.group(3), keyArgument);
    }
    Root root =
        m.group(1) == null
            ? Root.ARGUMENT
            : Root.valueOf(m.group(1).toUpperCase(java.util.Locale.ROOT));
    String via = m.group(4);
    int argument = m.group(2) == null ? -1 : Integer.parseInt(m.group(2));
    if (m.group(9) != null) {
      return new Port(root, argument, Access.ALL, null, NO_KEY, via);
    }
    if (m.group(10) != null) {
      return new Port(root, argument, Access.CALLBACK, m.group(10), NO_KEY, via);
    }
    if (m.group(11) != null) {
      Access access = m.group(11).equals("field") ? Access.FIELD : Access.MEMBER;
      return new Port(root, argument, access, m.group(12), NO_KEY, via);
    }
    if (m.group(5) == null && (m.group(6) != null || keyArgument != NO_KEY)) {
      throw new IllegalArgumentException("a key needs .content: \"" + text + "\"");
    }
    return new Port(
        root,
        argument,
        m.group(5) == null ? Access.VALUE : Access.CONTENT,
        m.group(6),
        keyArgument,
        via);
  }

  private static int key(@Nullable String argument, @Nullable String word) {
    if (word != null) {
      return word.equals("any") ? ANY_KEY : NEXT_KEY;
    }
    return argument == null ? NO_KEY : Integer.parseInt(argument);
  }
}
