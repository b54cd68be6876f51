package io.unveil.deploy.main;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Ctrl-C, each time it is pressed. The JVM itself hears only the first: from then on it runs its
 * shutdown hooks and nothing else. {@code sun.misc.Signal} of the module {@code jdk.unsupported} is
 * the one way to hear the others; it is called by name, because the compiler's warning about it
 * cannot be turned off at one place.
 */
final class Interrupts {
  private final Runnable pressed;

  private Interrupts(Runnable pressed) {
    this.pressed = pressed;
  }

  /** From now on runs {@code pressed} each time, if this JVM can; else all stays as it is. */
  static void handle(Runnable pressed) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle received =
          MethodHandles.lookup()
              .bind(new Interrupts(pressed), "received", MethodType.methodType(void.class));
      Object ours =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(received, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), ours);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      System.getLogger(Interrupts.class.getName())
          .log(Level.DEBUG, "only the first Ctrl-C is heard", e);
    }
  }

  /** Called by name, on a thread of the JVM for this one signal. */
  void received() {
    pressed.run();
  }
}
