package io.unveil.deploy.client;

import io.unveil.deploy.data.DataDirectory;
import io.unveil.deploy.data.ServerFile;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Finds the server to talk to. */
public final class Servers {
  private Servers() {}

  /**
   * {@return a client of the server at {@code address}}, which answers
   *
   * @param address such as {@code http://127.0.0.1:8470}
   * @throws IllegalArgumentException with one line for a person when it is no such address
   * @throws ServerTroubleException when nothing answers there
   */
  public static UnveilClient at(String address)
      throws ServerTroubleException, InterruptedException {
    return alive(new UnveilClient(base(address)));
  }

  private static UnveilClient alive(UnveilClient client)
      throws ServerTroubleException, InterruptedException {
    try {
      client.requireAlive();
      return client;
    } catch (ServerTroubleException | InterruptedException e) {
      client.close();
      throw e;
    }
  }

  /**
   * {@return a client of the server that runs on {@code data}, empty when none does}; a {@code
   * server.json} whose process is gone or whose port does not answer as Unveil is stale
   */
  public static Optional<UnveilClient> on(DataDirectory data) throws InterruptedException {
    Optional<ServerFile> file = data.server().filter(ServerFile::processRuns);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(alive(new UnveilClient(base(file.get().http().toString()), data::server)));
    } catch (ServerTroubleException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static URI base(String address) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException _) {
      throw notAnAddress(address);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean bare = uri.getRawPath() == null || uri.getRawPath().matches("/?");
    boolean known = scheme.equals("http") || scheme.equals("https");
    if (!known
        || uri.getHost() == null
        || !bare
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() > 65_535) {
      throw notAnAddress(address);
    }
    return URI.create(scheme + "://" + uri.getRawAuthority());
  }

  private static IllegalArgumentException notAnAddress(String address) {
    return new IllegalArgumentException(
        "'" + address + "' is no server address; give one such as http://127.0.0.1:8470");
  }
}
