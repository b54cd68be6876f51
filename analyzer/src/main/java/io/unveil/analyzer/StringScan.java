package io.unveil.analyzer;

import io.unveil.analyzer.facts.StringFact;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * String constants worth searching for: addresses of servers, mailboxes, numbers, bot tokens,
 * content providers.
 */
final class StringScan {
  /** Strings kept of one app. */
  private static final int MAX_FACTS = 2_000;

  /** Characters of a string that are looked at and kept. */
  private static final int MAX_LENGTH = 2_048;

  /** The same in modified UTF-8, where a character takes three bytes at most. */
  private static final int MAX_BYTES = 3 * MAX_LENGTH;

  /** Every kind that is looked for has one of these; strings without them are not decoded. */
  private static final String TELLING = ":@+";

  private static final Pattern URL =
      Pattern.compile("(?:https?|wss?|ftp|mqtts?|tcp)://[^\\s\"'<>]{4,}");
  private static final Pattern EMAIL =
      Pattern.compile(
          "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,4}\\.[A-Za-z]{2,10}");
  private static final Pattern PHONE = Pattern.compile("\\+[1-9]\\d{7,14}");
  private static final Pattern BOT_TOKEN = Pattern.compile("\\d{8,10}:[A-Za-z0-9_-]{35}");
  private static final Pattern NAMESPACE =
      Pattern.compile(
          "https?://(?:schemas\\.(?:android|xmlsoap|microsoft)|www\\.w3\\.org|xml(?:pull)?\\.org|ns\\.adobe|java\\.sun\\.com|xmlpull\\.org).*");

  private final List<StringFact> facts = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int dropped;

  private StringScan() {}

  static StringScan of(DexCode code) {
    StringScan scan = new StringScan();
    for (DexFile file : code.files()) {
      for (int i : file.stringIdsHolding(TELLING, MAX_BYTES)) {
        try {
          scan.look(file.name(), file.string(i));
        } catch (BadCodeException e) {
          scan.dropped++;
        }
      }
    }
    return scan;
  }

  private void look(String dex, String text) {
    if (text.length() < 8 || text.length() > MAX_LENGTH) {
      return;
    }
    if (text.contains("://")) {
      if (text.startsWith("content://")) {
        add("provider-uri", text, dex, false);
      } else if (URL.matcher(text).find() && !NAMESPACE.matcher(text).matches()) {
        add("url", text, dex, false);
      }
    } else if (text.indexOf('@') > 0 && EMAIL.matcher(text).matches()) {
      add("email", text, dex, true);
    } else if (text.charAt(0) == '+' && PHONE.matcher(text).matches()) {
      add("phone", text, dex, true);
    } else if (text.length() > 40 && text.indexOf(':') > 7 && BOT_TOKEN.matcher(text).find()) {
      add("token", text, dex, true);
    }
  }

  private void add(String kind, String text, String dex, boolean mayIdentifyPerson) {
    if (!seen.add(text)) {
      return;
    }
    if (facts.size() >= MAX_FACTS) {
      dropped++;
      return;
    }
    facts.add(new StringFact(kind, text, dex, mayIdentifyPerson));
  }

  List<StringFact> facts() {
    return facts;
  }

  /** {@return strings that were not kept or could not be read} */
  int dropped() {
    return dropped;
  }
}
