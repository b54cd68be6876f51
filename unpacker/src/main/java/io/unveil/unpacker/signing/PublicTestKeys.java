package io.unveil.unpacker.signing;

import java.util.Set;

/**
 * Keys whose private half anyone has, so that a certificate of them says nothing about who signed.
 */
final class PublicTestKeys {
  /**
   * SHA-1 of AOSP's certificates in build/target/product/security, where their keys lie beside
   * them.
   */
  private static final Set<String> AOSP =
      Set.of(
          // testkey
          "61ed377e85d386a8dfee6b864bd85b0bfaa5af81",
          // platform
          "27196e386b875e76adf700e7ea84e4c6eee33dfa",
          // shared
          "5b368cff2da2686996bc95eac190eaa4f5630fe5",
          // media
          "b79df4a82e90b57ea76525ab7037ab238a42f5d3",
          // networkstack
          "7c8bdabd21f953a1b18ccbe7b91393d9fdf94830",
          // bluetooth
          "dc0605cdd6552d84481d8fcce4a8d28e294e570b",
          // nfc
          "2cdc0be9a0b9ec3d4a0d3a958023a770ba5a0a6d",
          // sdk_sandbox
          "74847689bd67577964ae628af2301acf8910b499",
          // cts_uicc_2021
          "0697713921e865d01c45c4a88d457a9d96f43927");

  /** Name of the key that the build tools make on each developer's machine. */
  private static final String DEBUG_NAME = "CN=Android Debug";

  private PublicTestKeys() {}

  /**
   * {@return whether a certificate is one of them}
   *
   * @param sha1 its fingerprint, lower-case hex
   * @param subject its subject (RFC 2253)
   */
  static boolean contain(String sha1, String subject) {
    int name = subject.indexOf(DEBUG_NAME);
    int end = name + DEBUG_NAME.length();
    boolean debug =
        name >= 0
            && (name == 0 || subject.charAt(name - 1) == ',')
            && (end == subject.length() || subject.charAt(end) == ',');
    return debug || AOSP.contains(sha1);
  }
}
