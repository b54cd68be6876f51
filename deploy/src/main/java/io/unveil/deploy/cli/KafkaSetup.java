package io.unveil.deploy.cli;

import io.unveil.deploy.config.Role;
import io.unveil.deploy.config.Settings;
import java.util.List;
import java.util.Map;

/** Prepares a Kafka cluster for the stream. */
public interface KafkaSetup {
  /**
   * What was found.
   *
   * @param lines one for each topic and group, for a person
   * @param complete whether everything is as the stream needs it
   */
  record Found(List<String> lines, boolean complete) {
    /** Copies the list. */
    public Found {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Looks at topics and groups, and changes nothing.
   *
   * @throws StartException when the cluster does not answer or refuses
   */
  Found look(Settings settings) throws StartException, InterruptedException;

  /**
   * Makes what is missing, then looks.
   *
   * @param principals who is granted what a role needs, empty for nobody
   * @throws StartException when the cluster does not answer or refuses
   */
  Found create(Settings settings, Map<Role, String> principals)
      throws StartException, InterruptedException;

  /**
   * {@return a shell script that grants the same with Kafka's own tool}
   *
   * @param principals who is granted what a role needs
   */
  List<String> script(Map<Role, String> principals);
}
