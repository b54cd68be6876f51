package io.unveil.deploy.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.deploy.Page;
import io.unveil.deploy.config.Role;
import io.unveil.ingest.stream.Access;
import io.unveil.ingest.stream.Access.Client;
import io.unveil.ingest.stream.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class SecurityPageTest {
  private static final String BEFORE = "do anything to the cluster.\n\n";

  @Test
  void page_hasTheTableOfRights() throws Exception {
    String text = SecurityPage.text();
    StringBuilder page =
        new StringBuilder(text.substring(0, text.indexOf(BEFORE) + BEFORE.length()));
    page.append("| |");
    for (Client client : Client.values()) {
      page.append(" `").append(client.word()).append("` |");
    }
    page.append("\n|---|").append("---|".repeat(Client.values().length)).append("\n");
    for (Topic topic : Topic.values()) {
      page.append(row(ResourceType.TOPIC, topic.topicName()));
    }
    for (String group : Access.groups()) {
      page.append(row(ResourceType.GROUP, group));
    }

    Page.check(SecurityPage.PATH, page.toString());
  }

  @Test
  void everyPart_isARole() {
    assertThat(Arrays.stream(Client.values()).map(Client::word))
        .containsExactlyElementsOf(
            Arrays.stream(Role.values())
                .filter(role -> role != Role.BROKER)
                .map(Role::word)
                .toList());
  }

  @Test
  void nothingIsGranted_butReadingWritingAndLooking() {
    assertThat(Access.rights())
        .allSatisfy(right ->
            assertThat(right.operation())
                .isIn(
                    AclOperation.READ,
                    AclOperation.WRITE,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS))
        .allSatisfy(right -> assertThat(right.name()).isNotEqualTo("*"));
  }

  private static String row(ResourceType type, String name) {
    StringBuilder row =
        new StringBuilder("| ")
            .append(type == ResourceType.GROUP ? "group " : "")
            .append("`")
            .append(name)
            .append("` |");
    for (Client client : Client.values()) {
      List<String> granted = new ArrayList<>();
      for (Access.Right right : Access.rights()) {
        if (right.client() == client && right.type() == type && right.name().equals(name)) {
          granted.add(
              right.operation() == AclOperation.DESCRIBE_CONFIGS
                  ? "c"
                  : right.operation().name().toLowerCase(java.util.Locale.ROOT));
        }
      }
      row.append(" ").append(String.join(", ", granted.stream().sorted().toList()));
      row.append(granted.isEmpty() ? "|" : " |");
    }
    return row.append("\n").toString();
  }
}
