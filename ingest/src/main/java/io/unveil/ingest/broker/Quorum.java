package io.unveil.ingest.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * Which nodes decide together, all on loopback, each a broker and a controller. Three nodes go on
 * when one of them dies; all of them must be started with the same ports.
 *
 * @param node id of this node, one of the keys
 * @param controllerPorts loopback port of each node's controller by its id
 */
public record Quorum(int node, SortedMap<Integer, Integer> controllerPorts) {
  /** Refuses a node that is no member. */
  public Quorum {
    controllerPorts = new TreeMap<>(controllerPorts);
    if (!controllerPorts.containsKey(node)) {
      throw new IllegalArgumentException(
          "node %d is none of the quorum's nodes %s".formatted(node, controllerPorts.keySet()));
    }
  }

  /** {@return a node that decides alone} */
  static Quorum alone(int controllerPort) {
    return new Quorum(1, new TreeMap<>(Map.of(1, controllerPort)));
  }

  int controllerPort() {
    return controllerPorts.getOrDefault(node, 0);
  }

  /** {@return copies of each partition: as many as there are nodes, at most three} */
  int copies() {
    return Math.min(3, controllerPorts.size());
  }

  /** {@return copies that must have a record before it is acknowledged} */
  int inSync() {
    return copies() == 3 ? 2 : 1;
  }

  /** {@return the voters in Kafka's form} */
  String voters() {
    return controllerPorts.entrySet().stream()
        .map(voter -> voter.getKey() + "@127.0.0.1:" + voter.getValue())
        .collect(Collectors.joining(","));
  }

  /** {@return the same id on every node, so that they find each other without being told} */
  String clusterId() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(voters().getBytes(StandardCharsets.UTF_8));
      ByteBuffer bits = ByteBuffer.wrap(digest);
      // A leading bit of zero keeps the text from starting with a dash.
      return new Uuid(bits.getLong() >>> 1, bits.getLong()).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
