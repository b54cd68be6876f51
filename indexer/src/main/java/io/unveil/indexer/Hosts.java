package io.unveil.indexer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Host names within what samples call URLs and hosts. */
final class Hosts {
  /** Longest name in DNS. */
  private static final int MAX_NAME = 253;

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private Hosts() {}

  /**
   * {@return the host of a URL or {@code host:port}, lower case; empty when nothing of it is known}
   *
   * @param place as resolved, {@code *} for what is unknown
   */
  static Optional<String> of(String place) {
    int scheme = place.indexOf("://");
    String rest = scheme < 0 ? place : place.substring(scheme + 3);
    int end = 0;
    while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(rest.lastIndexOf('@', end - 1) + 1, end);
    String host = withoutPort(authority).toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    boolean known = host.chars().anyMatch(Character::isLetterOrDigit);
    return known ? Optional.of(TermBound.cut(host)) : Optional.empty();
  }

  /** {@return {@code host} and, unless it is an address, every domain above it} */
  static List<String> withParents(String host) {
    List<String> names = new ArrayList<>();
    names.add(host);
    boolean address = host.startsWith("[") || IPV4.matcher(host).matches();
    if (address || host.length() > MAX_NAME) {
      return names;
    }
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      if (dot + 1 < host.length()) {
        names.add(host.substring(dot + 1));
      }
    }
    return names;
  }

  private static String withoutPort(String authority) {
    if (authority.startsWith("[")) {
      return authority.substring(0, authority.indexOf(']') + 1);
    }
    int colon = authority.indexOf(':');
    return colon < 0 ? authority : authority.substring(0, colon);
  }
}
