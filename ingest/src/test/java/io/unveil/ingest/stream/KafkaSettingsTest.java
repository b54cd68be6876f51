package io.unveil.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  @Test
  void durability_isNotForTheOperatorToLower() {
    KafkaSettings settings =
        new KafkaSettings("127.0.0.1:1", Map.of("acks", "0", "enable.idempotence", "false"));

    assertThat(settings.producer("p")).containsEntry("acks", "all");
    assertThat(settings.producer("p")).containsEntry("enable.idempotence", true);
  }

  @Test
  void operatorsProperties_reachEveryClient() {
    KafkaSettings settings =
        new KafkaSettings("127.0.0.1:1", Map.of("security.protocol", "SSL", "linger.ms", "50"));

    assertThat(settings.admin("a")).containsEntry("security.protocol", "SSL");
    assertThat(settings.consumer("c")).containsEntry("security.protocol", "SSL");
    assertThat(settings.producer("p"))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("linger.ms", "50");
  }

  @Test
  void properties_areTakenByKafka() {
    KafkaSettings settings = KafkaSettings.of("127.0.0.1:1");
    ProducerConfig producer = new ProducerConfig(settings.producer("p", Duration.ofSeconds(1)));

    assertThat(producer.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)).isEqualTo(666);
    assertThat(producer.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)).isEqualTo(16_777_216);
    assertThat(new ConsumerConfig(settings.consumer("c")).getString("client.id")).isEqualTo("c");
    assertThat(new AdminClientConfig(settings.admin("a")).getString("client.id")).isEqualTo("a");
  }

  @Test
  void blankAddress_isRefused() {
    assertThatThrownBy(() -> KafkaSettings.of(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }
}
