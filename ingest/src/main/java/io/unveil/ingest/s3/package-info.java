/**
 * Objects in a bucket of an S3 service: the store of APKs and the intake from a prefix stand on it.
 * Start at {@link io.unveil.ingest.s3.S3Objects}. Nothing else talks to the service, and no failure
 * of its client library gets out: every one becomes an {@link
 * io.unveil.ingest.s3.ObjectStoreException}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.s3;
