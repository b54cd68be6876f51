@org.jspecify.annotations.NullMarked
package io.unveil.ingest.s3;
