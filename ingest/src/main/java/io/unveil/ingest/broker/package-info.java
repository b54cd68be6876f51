/** A Kafka broker in this process, for one machine and for tests. */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.broker;
