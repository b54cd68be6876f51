/** Tests on real directories, with reports of real scans. */
@org.jspecify.annotations.NullMarked
package io.unveil.indexer;
