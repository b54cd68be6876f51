package io.unveil.analyzer.graph;

import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names the library that bundled code belongs to, by its package. This attributes code and never
 * excuses it: an app can name its own packages after a library, so nothing may be skipped only
 * because of the name. Renamed or relocated libraries are not recognised here.
 */
public final class Libraries {
  private static final String FILE = "libraries.json";
  private static final Pattern PACKAGE =
      Pattern.compile("[a-z_][a-zA-Z0-9_]*(\\.[a-z_][a-zA-Z0-9_]*)*");

  private static final class Holder {
    static final Libraries LOADED = load();
  }

  /** The document. */
  record Catalogue(List<Library> libraries) {}

  /**
   * One library.
   *
   * @param name what people call it
   * @param packages its packages, each with all packages below
   */
  record Library(String name, List<String> packages) {
    Library {
      if (name.isBlank() || packages.isEmpty()) {
        throw new IllegalArgumentException("a library needs a name and at least one package");
      }
      for (String path : packages) {
        if (!PACKAGE.matcher(path).matches()) {
          throw new IllegalArgumentException(
              "'" + path + "' is no package such as com.google.gson");
        }
      }
    }
  }

  private final Map<String, String> byPath = new HashMap<>();

  private Libraries() {}

  /** {@return the libraries that Unveil knows, read on first use} */
  public static Libraries get() {
    return Holder.LOADED;
  }

  private static Libraries load() {
    try (InputStream in = Libraries.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing from the analyzer's jar");
      }
      return read(FILE, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    } catch (BadDataException e) {
      throw new IllegalStateException(e);
    }
  }

  static Libraries read(String fileName, byte[] json) throws BadDataException {
    Libraries libraries = new Libraries();
    List<Library> all = StrictJson.read(fileName, json, Catalogue.class).libraries();
    for (int i = 0; i < all.size(); i++) {
      List<String> packages = all.get(i).packages();
      for (int k = 0; k < packages.size(); k++) {
        String other =
            libraries.byPath.putIfAbsent(packages.get(k).replace('.', '/'), all.get(i).name());
        if (other != null) {
          String pointer = "/libraries/%d/packages/%d".formatted(i, k);
          throw new BadDataException(
              fileName, pointer, packages.get(k) + " is already a package of " + other);
        }
      }
    }
    return libraries;
  }

  /** {@return how many packages the libraries have} */
  public int packageCount() {
    return byPath.size();
  }

  /**
   * {@return the name of the library a class belongs to, by its longest known package; null when it
   * belongs to none or to the app itself}
   *
   * @param descriptor type descriptor, such as {@code Lokhttp3/Call;}
   * @param appPackage the app's package name, such as {@code com.example.app}; what lies in it is
   *     the app's own
   */
  public @Nullable String of(String descriptor, @Nullable String appPackage) {
    int start = descriptor.lastIndexOf('[') + 1;
    if (start >= descriptor.length() || descriptor.charAt(start) != 'L') {
      return null;
    }
    String path = descriptor.substring(start + 1);
    if (appPackage != null
        && !appPackage.isEmpty()
        && path.startsWith(appPackage.replace('.', '/') + "/")) {
      return null;
    }
    for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      String name = byPath.get(path.substring(0, end));
      if (name != null) {
        return name;
      }
    }
    return null;
  }
}
