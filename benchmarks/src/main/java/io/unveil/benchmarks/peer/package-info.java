/** Other tools on the same files, in the same run. */
@NullMarked
package io.unveil.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
