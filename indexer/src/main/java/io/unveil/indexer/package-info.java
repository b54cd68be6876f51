/** Reports to documents to hits. */
@org.jspecify.annotations.NullMarked
package io.unveil.indexer;
