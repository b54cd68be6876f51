package io.unveil.ingest.stream;

import org.apache.kafka.common.Uuid;

/**
 * What a topic is right now.
 *
 * @param id given by the broker when the topic was made; another one means another topic
 * @param partitions how many
 */
record TopicShape(Uuid id, int partitions) {}
