/**
 * Signature schemes and certificates of an APK, through apksig. A signature that does not verify is
 * a fact, not an error.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.signing;
