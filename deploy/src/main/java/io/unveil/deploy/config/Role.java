package io.unveil.deploy.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A part of the pipeline that a process takes on. Words are permanent. */
public enum Role {
  /** Runs a Kafka broker on loopback. */
  BROKER,
  /** Takes samples over HTTP, and puts back what has no result. */
  INGEST,
  /** Reads samples into package facts. */
  UNPACK,
  /** Finds out what apps do. */
  ANALYZE,
  /** Makes reports, also of what workers died on. */
  JUDGE,
  /** Keeps the index and answers questions. */
  INDEX;

  private static final Map<String, Set<Role>> WORDS = words();

  private static Map<String, Set<Role>> words() {
    Map<String, Set<Role>> words = new LinkedHashMap<>();
    words.put("all", EnumSet.allOf(Role.class));
    for (Role role : values()) {
      words.put(role.word(), EnumSet.of(role));
    }
    words.put("worker", EnumSet.of(UNPACK, ANALYZE));
    words.put("indexer", EnumSet.of(JUDGE, INDEX));
    return words;
  }

  /** {@return its name in settings and messages} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the roles of words separated by commas}
   *
   * @throws IllegalArgumentException when one of them is none
   */
  public static Set<Role> parse(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : text.split(",", -1)) {
      Set<Role> meant = WORDS.get(word.strip());
      if (meant == null) {
        throw new IllegalArgumentException();
      }
      roles.addAll(meant);
    }
    return Collections.unmodifiableSet(roles);
  }

  /** {@return every word, and what those mean that stand for several roles} */
  public static String range() {
    return "one or several of "
        + Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "))
        + ", separated by commas; worker = unpack,analyze; indexer = judge,index; all";
  }

  /** {@return roles as they are written in settings} */
  public static String text(Set<Role> roles) {
    return roles.stream().sorted().map(Role::word).collect(Collectors.joining(","));
  }
}
