package io.unveil.analyzer.model;

import java.util.ArrayList;
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
 * Via    --&gt; .field(name) | .callback(name,n)           the access is to what this holds
 * Access --&gt; .content                                  what a container, builder or wrapper holds
 *          | .content["key"] | .content[Argument(n)]   … under one constant key
 *          | .content[any]                             … under any key, without telling keys apart
 *          | .content[next]                            … at the end of a list
 *          | .all                                      everything reachable, also through the app's own fields
 *          | .callback(name,n)                         parameter n of a callback method of the object
 *          | .field(name)                              a named field of the model's own
 *          | .member(name)                             a field that code can name, such as {@code Message.obj}
 *          | .objects                                everything reachable through content, with the objects
 *          | .rows[Argument(n)]                      column n of the rows that a cursor holds
 * Port   --&gt; Text(constant)                           a string that the model gives; only read
 * Port   --&gt; Store(name) Key? Key?                     a store of the device: preferences, files, tables
 * Key    --&gt; [Receiver] | [Argument(n)]                by the text that names it; [*] when that is not known
 * </pre>
 *
 * @param root which value
 * @param argument parameter number when {@code root} is {@code ARGUMENT}, else -1
 * @param access what of the value
 * @param key constant key, callback or store name; null when there is none
 * @param keyArgument parameter whose constant is the key, or {@link #NO_KEY}, {@link #ANY_KEY},
 *     {@link #NEXT_KEY}
 * @param via what of the root is meant in place of the root, or null
 * @param keys what names the place in a store, outermost first; at most two
 */
public record Port(
    Root root,
    int argument,
    Access access,
    @Nullable String key,
    int keyArgument,
    @Nullable Via via,
    List<Port> keys) {
  /** Copies the list. */
  public Port {
    keys = List.copyOf(keys);
  }

  Port(Root root, int argument, Access access, @Nullable String key, int keyArgument) {
    this(root, argument, access, key, keyArgument, null, List.of());
  }

  /** No key: the container as it is, or the one constant key. */
  public static final int NO_KEY = -1;

  /** Any key. */
  public static final int ANY_KEY = -2;

  /** The index behind a list's last element. */
  public static final int NEXT_KEY = -3;

  /**
   * What a root holds.
   *
   * @param access {@code FIELD} or {@code CALLBACK}
   * @param key name of the field, or {@code name,n} of the callback
   */
  public record Via(Access access, String key) {
    private static Via parse(String text) {
      int open = text.indexOf('(');
      Access access = text.startsWith("field") ? Access.FIELD : Access.CALLBACK;
      return new Via(access, text.substring(open + 1, text.length() - 1));
    }
  }

  /** Which value. */
  public enum Root {
    /** The result. */
    RETURN,
    /** The object the method is called on. */
    RECEIVER,
    /** A declared parameter. */
    ARGUMENT,
    /** A store of the device, named by {@code key}. */
    STORE,
    /** A constant that the model gives, {@code key}. */
    TEXT
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
    MEMBER,
    /** Everything reachable through what it holds, with the objects themselves. */
    OBJECTS,
    /** One column of the rows that it holds. */
    ROWS
  }

  private static final Pattern STORE =
      Pattern.compile("Store\\(([a-z-]+)\\)((?:\\[(?:Receiver|Argument\\(\\d{1,2}\\))\\]){0,2})");

  private static final Pattern REACHABLE =
      Pattern.compile(
          "(Return|Receiver|Argument\\(\\d{1,2}\\))"
              + "(?:\\.objects|\\.rows\\[Argument\\((\\d{1,2})\\)\\])");

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(Return|Receiver)|Argument\\((\\d{1,2})\\))"
              + "(?:\\.((?:field\\([A-Za-z0-9$-]+|callback\\([A-Za-z]+,\\d{1,2})\\))(?=\\.))?"
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
    Matcher store = STORE.matcher(text);
    if (store.matches()) {
      return inStore(store.group(1), store.group(2));
    }
    if (text.startsWith("Text(") && text.endsWith(")") && text.length() > 6) {
      return new Port(Root.TEXT, -1, Access.VALUE, text.substring(5, text.length() - 1), -1);
    }
    Matcher reachable = REACHABLE.matcher(text);
    if (reachable.matches()) {
      Port root = parse(reachable.group(1));
      String column = reachable.group(2);
      return column == null
          ? new Port(root.root, root.argument, Access.OBJECTS, null, -1)
          : new Port(root.root, root.argument, Access.ROWS, null, Integer.parseInt(column));
    }
    Matcher m = SYNTAX.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a port: \"" + text + "\"" + Suggest.hint(text, EXAMPLES));
    }
    int keyArgument = key(m.group(6), m.group(7));
    Root root =
        m.group(1) == null
            ? Root.ARGUMENT
            : Root.valueOf(m.group(1).toUpperCase(java.util.Locale.ROOT));
    Via via = m.group(3) == null ? null : Via.parse(m.group(3));
    int argument = m.group(2) == null ? -1 : Integer.parseInt(m.group(2));
    if (m.group(8) != null) {
      return new Port(root, argument, Access.ALL, null, NO_KEY, via, List.of());
    }
    if (m.group(9) != null) {
      return new Port(root, argument, Access.CALLBACK, m.group(9), NO_KEY, via, List.of());
    }
    if (m.group(10) != null) {
      Access access = m.group(10).equals("field") ? Access.FIELD : Access.MEMBER;
      return new Port(root, argument, access, m.group(11), NO_KEY, via, List.of());
    }
    if (m.group(4) == null && (m.group(5) != null || keyArgument != NO_KEY)) {
      throw new IllegalArgumentException("a key needs .content: \"" + text + "\"");
    }
    return new Port(
        root,
        argument,
        m.group(4) == null ? Access.VALUE : Access.CONTENT,
        m.group(5),
        keyArgument,
        via,
        List.of());
  }

  private static int key(@Nullable String argument, @Nullable String word) {
    if (word != null) {
      return word.equals("any") ? ANY_KEY : NEXT_KEY;
    }
    return argument == null ? NO_KEY : Integer.parseInt(argument);
  }

  private static Port inStore(String name, String keys) {
    List<Port> parsed = new ArrayList<>();
    for (String key : keys.split("[\\[\\]]")) {
      if (!key.isEmpty()) {
        parsed.add(parse(key));
      }
    }
    return new Port(Root.STORE, -1, Access.VALUE, name, NO_KEY, null, parsed);
  }
}
