/** APKs in, and the stream: store, topics, loops. */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest;
