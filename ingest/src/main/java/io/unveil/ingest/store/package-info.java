/**
 * Where APKs live: once each, by SHA-256, on disk before anyone is told that they were accepted.
 * Start at {@link io.unveil.ingest.store.ApkStore}. No name from outside becomes a path: files are
 * named by digests and by names of our own.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.store;
