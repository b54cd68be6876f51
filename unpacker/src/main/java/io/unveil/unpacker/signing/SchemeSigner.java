package io.unveil.unpacker.signing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One signer as the file has it.
 *
 * @param certificate its own certificate as in the file, at most one
 * @param fromApi first API level it is meant for
 * @param toApi last API level it is meant for
 * @param lineage certificates of its proof of rotation, the oldest first
 * @param announces schemes that must be there too
 * @param rotatesFromApi value of v3's attribute 0x559f8b02, null without it
 * @param targetsDevelopment v3.1's attribute 0xc2a6b3ba: {@code fromApi} means the development
 *     release after that API level, so a release of that level passes it over
 * @param attributes ids of the additional attributes
 * @param broken why Android refuses it whatever the signature is worth, null when it does not
 */
record SchemeSigner(
    List<byte[]> certificate,
    int fromApi,
    int toApi,
    List<byte[]> lineage,
    List<String> announces,
    @Nullable Integer rotatesFromApi,
    boolean targetsDevelopment,
    List<Integer> attributes,
    @Nullable String broken) {

  /** {@return whether a release of Android {@code api} looks at it} */
  boolean suits(int api) {
    return fromApi <= api && api <= toApi && !(targetsDevelopment && api == fromApi);
  }
}
