/**
 * Fuzz targets. In the build each reads its seeds and the inputs of past findings; {@code
 * unpacker/fuzz} runs them with new inputs for as long as wanted.
 */
@NullMarked
package io.unveil.unpacker.fuzz;

import org.jspecify.annotations.NullMarked;
