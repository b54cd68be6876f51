/** Tests of the scorer on small tables. */
@NullMarked
package io.unveil.benchmarks.droidbench;

import org.jspecify.annotations.NullMarked;
