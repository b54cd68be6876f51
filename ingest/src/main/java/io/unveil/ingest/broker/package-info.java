/**
 * A Kafka broker in this process, for one machine and for tests. Start at {@link
 * io.unveil.ingest.broker.EmbeddedBroker}. It listens on loopback only, and nothing else below
 * {@code deploy} listens at all.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.broker;
