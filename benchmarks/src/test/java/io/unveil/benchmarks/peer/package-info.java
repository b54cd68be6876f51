/** Tests of what other tools are given. */
@NullMarked
package io.unveil.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
