package io.unveil.deploy.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only requests that were meant for this server. A page in a browser can send requests to a
 * loopback address, and with <a href="https://crypto.stanford.edu/dns/dns-rebinding.pdf">DNS
 * rebinding</a> read the answers; the names in {@code Host} and {@code Origin} give it away.
 */
final class Gate {
  private final Set<String> hosts;

  Gate(InetAddress address, int port) {
    Set<String> names = new LinkedHashSet<>();
    String literal = address.getHostAddress();
    names.add(literal.contains(":") ? "[" + literal + "]" : literal);
    names.add("127.0.0.1");
    names.add("localhost");
    names.add("[::1]");
    Set<String> all = new LinkedHashSet<>();
    for (String name : names) {
      all.add(name + ":" + port);
      if (port == 80) {
        all.add(name);
      }
    }
    this.hosts = Set.copyOf(all);
  }

  /** Puts the headers that every answer carries. */
  static void headers(BiConsumer<String, String> put) {
    put.accept("X-Content-Type-Options", "nosniff");
    put.accept("Content-Security-Policy", "default-src 'none'");
    put.accept("Cache-Control", "no-store");
  }

  void check(Context context) {
    if (!known(context.header("Host"))) {
      throw ApiException.of(
          403, "Host is not a name of this server; use 127.0.0.1, localhost or [::1] and its port");
    }
    String origin = context.header("Origin");
    if (origin != null
        && !(origin.toLowerCase(Locale.ROOT).startsWith("http://")
            && known(origin.substring("http://".length())))) {
      throw ApiException.of(403, "requests of foreign web pages are refused");
    }
  }

  private boolean known(@Nullable String host) {
    return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
  }
}
