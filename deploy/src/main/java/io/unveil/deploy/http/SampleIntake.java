package io.unveil.deploy.http;

import io.unveil.deploy.client.Receipt;
import io.unveil.ingest.stream.BrokerUnavailableException;
import io.unveil.ingest.stream.Priority;
import java.io.IOException;
import java.io.InputStream;

/** Takes samples into the stream. Called from several threads at once. */
@FunctionalInterface
public interface SampleIntake {
  /**
   * Stores and enqueues, and returns when both are durable.
   *
   * @param bytes read to the end, not closed; what it throws must come out again, as it is or as a
   *     cause
   * @param name what the sender calls it, at most 512 characters; never a path
   * @throws BrokerUnavailableException when the bytes are stored but not enqueued
   * @throws io.unveil.ingest.store.StoreFullException when there is no room
   * @throws io.unveil.ingest.store.StoreUnavailableException when the store is not reached
   * @throws io.unveil.ingest.store.TooLargeException when there are too many bytes
   * @throws IOException when they are not stored
   */
  Receipt submit(InputStream bytes, String name, Priority priority) throws IOException;
}
