/**
 * Where APKs live: once each, by SHA-256, on disk before anyone is told that they were accepted.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.store;
