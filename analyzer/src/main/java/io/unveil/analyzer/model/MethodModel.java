package io.unveil.analyzer.model;

import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one method of Android or of a library does, as far as data is concerned. A method without a
 * model passes what its arguments hold to its result and its receiver.
 *
 * @param method {@code Lowner;->name(args)result}, or {@code Lowner;->name} for every overload (the
 *     loose form for library types, whose protos are renamed by R8)
 * @param source the method yields data of a source kind
 * @param provider the method reads a content provider; the port holds the URI that decides the kind
 * @param sinks the method sends data off
 * @param flows what moves where; an empty list together with no other effect means that nothing
 *     moves
 * @param channel kind of channel that the result is (such as {@code network}): writes into it are
 *     sinks
 * @param evaluate constant evaluator ({@code append}, {@code format}, …)
 * @param watch name under which calls are listed with resolved arguments
 * @param passes nothing is known of what moves: as without a model, what the arguments hold passes
 *     to the result and the receiver
 */
public record MethodModel(
    String method,
    @Nullable Source source,
    @Nullable Provider provider,
    List<Sink> sinks,
    List<Flow> flows,
    @Nullable String channel,
    @Nullable Evaluator evaluate,
    @Nullable String watch,
    boolean passes) {
  /** Copies the lists. */
  public MethodModel {
    sinks = List.copyOf(sinks);
    flows = List.copyOf(flows);
  }

  /**
   * {@return a native method: its result is a source, its arguments reach a sink, each if named}
   */
  static MethodModel ofNative(MethodId id, @Nullable String source, @Nullable String sink) {
    List<Sink> sinks = new ArrayList<>();
    for (int i = 0; sink != null && i < parameters(id.descriptor()); i++) {
      Port argument = new Port(Port.Root.ARGUMENT, i, Port.Access.ALL, null, Port.NO_KEY);
      sinks.add(new Sink(sink, argument, null, null, null));
    }
    return new MethodModel(
        id.toString(),
        source == null
            ? null
            : new Source(
                source, new Port(Port.Root.RETURN, -1, Port.Access.VALUE, null, Port.NO_KEY), null),
        null,
        sinks,
        List.of(),
        null,
        null,
        null,
        true);
  }

  private static int parameters(String descriptor) {
    int count = 0;
    for (int at = 1; at < descriptor.length() && descriptor.charAt(at) != ')'; at++) {
      while (descriptor.charAt(at) == '[' && at + 1 < descriptor.length()) {
        at++;
      }
      int end = descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) : at;
      at = end < 0 ? descriptor.length() : end;
      count++;
    }
    return count;
  }

  /** {@return this model's source, sinks and name, with what {@code other} says of what moves} */
  MethodModel moving(@Nullable MethodModel other) {
    return new MethodModel(
        method,
        source,
        provider,
        sinks,
        other == null ? List.of() : other.flows,
        other == null ? null : other.channel,
        other == null ? null : other.evaluate,
        watch,
        other == null);
  }

  /** {@return only what it reads of content providers} */
  MethodModel providerOnly() {
    return new MethodModel(method, null, provider, List.of(), List.of(), null, null, null, false);
  }

  /** {@return whether it is a source, a sink or catalogued} */
  public boolean acts() {
    return source != null || provider != null || !sinks.isEmpty() || watch != null;
  }

  /** {@return only what moves, without source, sinks and name} */
  MethodModel movesOnly() {
    return new MethodModel(method, null, null, List.of(), flows, channel, evaluate, null, passes);
  }

  /**
   * @param kind source kind
   * @param port where the data appears
   * @param permission permission that Android asks for, or null
   */
  public record Source(String kind, Port port, @Nullable String permission) {}

  /**
   * @param uri where the URI enters
   * @param result where the data appears
   */
  public record Provider(Port uri, Port result) {}

  /**
   * @param kind sink kind
   * @param port what is sent
   * @param channel kind of channel that the receiver must be, or null when the method always sends
   * @param destination where the destination is read from, or null
   * @param permission permission that Android asks for, or null
   */
  public record Sink(
      String kind,
      Port port,
      @Nullable String channel,
      @Nullable Port destination,
      @Nullable String permission) {}

  /**
   * @param from source port
   * @param to target port
   */
  public record Flow(Port from, Port to) {
    /**
     * Reads {@code "from -> to"}.
     *
     * @throws IllegalArgumentException when the text does not follow the notation
     */
    public static Flow parse(String text) {
      int arrow = text.indexOf(" -> ");
      if (arrow < 0) {
        throw new IllegalArgumentException("no \" -> \" in \"" + text + "\"");
      }
      return new Flow(Port.parse(text.substring(0, arrow)), Port.parse(text.substring(arrow + 4)));
    }
  }

  /** Constants that are computed rather than passed on. */
  public enum Evaluator {
    /** {@code StringBuilder.append}: the receiver's text grows. */
    APPEND,
    /** {@code StringBuilder.insert} and the like: the receiver's text changes. */
    BUILDER_EDIT,
    /** {@code StringBuilder.toString}: the text, when known. */
    BUILDER_TEXT,
    /** {@code String.concat}. */
    CONCAT,
    /** {@code String.format} with the pattern as first String parameter. */
    FORMAT,
    /** {@code Context.getString}: the text of a resource by its id, filled in with arguments. */
    RESOURCE_TEXT,
    /** {@code Resources.getStringArray}. */
    RESOURCE_TEXTS,
    /** {@code Uri.withAppendedPath} and the like: a base and a segment. */
    URI_APPEND,
    /** {@code ComponentName(Context, Class)} and the like: the class that is named. */
    COMPONENT_NAME,
    /** {@code Activity.getComponentName}, {@code Object.getClass}: the receiver's own class. */
    OWN_CLASS,
    /** {@code Context.getPackageName}. */
    OWN_PACKAGE,
    /** {@code Context.getApplicationContext}: the app's own application object. */
    OWN_APPLICATION,
    /** {@code Class.getName}. */
    CLASS_NAME,
    /** {@code Class.forName}. */
    CLASS_FOR_NAME,
    /** {@code Class.getMethod}: the method of that name. */
    GET_METHOD,
    /** {@code Class.getField}: the field of that name. */
    GET_FIELD,
    /** {@code Class.getConstructor}. */
    GET_CONSTRUCTOR,
    /** {@code Class.getMethods} and the like: an array of all. */
    GET_MEMBERS,
    /** {@code Method.getName}, {@code Field.getName}. */
    MEMBER_NAME,
    /** {@code Method.getDeclaringClass}. */
    MEMBER_CLASS,
    /** {@code Class.newInstance}, {@code Constructor.newInstance}: the constructor runs. */
    NEW_INSTANCE,
    /** {@code Method.invoke}: the method runs. */
    INVOKE_METHOD,
    /** {@code Field.get} and the like. */
    FIELD_GET,
    /** {@code Field.set} and the like. */
    FIELD_SET,
    /** The work or intent goes to the class that it names. */
    SEND_INTENT,
    /** {@code Context.startActivity}: the intent goes to the activities that its rules reach. */
    START_ACTIVITY,
    /** {@code Activity.startActivityForResult}: … and what they set as their result comes back. */
    START_FOR_RESULT,
    /** {@code Context.startService}. */
    START_SERVICE,
    /** {@code Context.bindService}: … and the connection gets the service's binder. */
    BIND_SERVICE,
    /** {@code Context.sendBroadcast}: to receivers of the manifest and registered ones. */
    SEND_BROADCAST,
    /** {@code LocalBroadcastManager.sendBroadcast}: to receivers registered there. */
    SEND_LOCAL_BROADCAST,
    /**
     * {@code ContentResolver.insert} and the like: the method of that name of the app's own
     * providers.
     */
    CALL_PROVIDER,
    /** {@code Activity.getIntent}: what was sent to the receiver's class. */
    RECEIVE_INTENT,
    /** {@code Context.registerReceiver}: the receiver gets intents with the filter's actions. */
    REGISTER_RECEIVER,
    /** {@code LocalBroadcastManager.registerReceiver}. */
    REGISTER_LOCAL_RECEIVER,
    /** A constructor of a list without elements. */
    EMPTY_LIST,
    /** {@code Array.newInstance}: an array, with arrays in it for more than one length. */
    NEW_ARRAY,
    /** A constructor of {@code File}: the object is named by its path. */
    FILE,
    /** {@code File.listFiles}: files whose paths begin with the receiver's. */
    FILES_BELOW
  }
}
