package io.unveil.deploy.config;

import java.net.InetAddress;

/** Whether a server is on this machine, without looking up names. */
public final class Loopback {
  private Loopback() {}

  /** {@return whether all of {@code servers}, {@code host:port} separated by commas, are here} */
  public static boolean all(String servers) {
    for (String server : servers.split(",", -1)) {
      String host = server.strip();
      host = host.substring(0, host.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
      if (!host.equals("localhost") && !literal(host)) {
        return false;
      }
    }
    return true;
  }

  private static boolean literal(String host) {
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
