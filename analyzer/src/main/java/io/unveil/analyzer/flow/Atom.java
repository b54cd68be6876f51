package io.unveil.analyzer.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One possibility of what a value is. A {@link Value} is a set of them. Atoms are interned by
 * {@link Atoms}, so that a value is a sorted array of small integers.
 */
sealed interface Atom {

  /**
   * What a caller passed in parameter {@code index} (the receiver is parameter 0 of an instance
   * method).
   *
   * @param type type descriptor: the declared one, or the class of the object when {@code exact}
   * @param exact whether the object is known to be of exactly this class
   */
  record Parameter(int index, String type, boolean exact) implements Atom {}

  /**
   * The one object whose fields are all static fields ({@code Lowner;->name}) and all stores of the
   * device ({@code store:name[key]}).
   */
  record Globals() implements Atom {}

  /**
   * What field {@code field} of {@code base} holds when the method is entered.
   *
   * @param base id of a {@link Parameter}, {@link Globals} or {@code InputField}
   * @param depth 1 for a field of a parameter; bounded by {@link Atoms#MAX_PATH}
   */
  record InputField(int base, String field, String type, int depth) implements Atom {}

  /**
   * An object made here.
   *
   * @param site where
   * @param type its class
   * @param context call sites through which it left the methods that made it, innermost last;
   *     bounded
   */
  record Allocation(CodePoint site, String type, List<CodePoint> context) implements Atom {}

  /**
   * Data of a source kind; everything read from it is the same data.
   *
   * @param kind source kind of the models
   * @param site the call that yields it, or the entry of the callback whose parameter it is
   * @param call the API
   * @param detail a constant that decided the kind, such as the provider's URI
   * @param permission permission that Android asks for
   * @param returns call sites through which it was returned, outermost first
   */
  record Source(
      String kind,
      CodePoint site,
      String call,
      @Nullable String detail,
      @Nullable String permission,
      List<CodePoint> returns)
      implements Atom {}

  /**
   * Data of a content provider whose URI comes from the caller.
   *
   * @param uri id of the input atom that holds the URI
   */
  record ProviderQuery(int uri, CodePoint site, String call, List<CodePoint> returns)
      implements Atom {}

  /**
   * A way off the device: writes into it are sends.
   *
   * @param kind such as {@code network}
   */
  record Channel(String kind, CodePoint site) implements Atom {}

  /**
   * A string constant; {@code *} stands for an unknown part.
   *
   * @param value at most {@link Atoms#MAX_TEXT} characters
   */
  record Text(String value) implements Atom {}

  /**
   * A text with parts that the caller knows, as {@link Template} writes it.
   *
   * @param text with at least one hole
   */
  record TextOf(String text) implements Atom {}

  /** An integer constant (also boolean, char, short, byte; long when it fits). */
  record Int(long value) implements Atom {}

  /** A class constant or the name of a component, as a type descriptor. */
  record ClassName(String descriptor) implements Atom {}

  /**
   * A field, method or constructor as an object of {@code java.lang.reflect}.
   *
   * @param owner descriptor of the class that was asked
   * @param name name, {@code <init>} for constructors, {@code *} for any
   * @param parameters parameter types one after the other, or null when unknown
   */
  record Member(String owner, String name, @Nullable String parameters) implements Atom {}

  /** A primitive that was computed: it may be any number. */
  record Computed() implements Atom {}
}
