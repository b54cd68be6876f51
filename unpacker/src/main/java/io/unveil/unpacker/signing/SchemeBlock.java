package io.unveil.unpacker.signing;

import io.unveil.unpacker.ByteCursor;
import io.unveil.unpacker.MalformedApkException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signers of one scheme: the value of one pair of the APK Signing Block (source.android.com,
 * "APK Signature Scheme v2" and v3; ApkSignatureSchemeV2Verifier and V3Verifier of AOSP), or the
 * signature files of v1.
 *
 * @param scheme {@code v1}, {@code v2}, {@code v3} or {@code v3.1}
 * @param signers in file order
 * @param broken why Android refuses the scheme as a whole, null when it does not
 */
record SchemeBlock(String scheme, List<SchemeSigner> signers, @Nullable String broken) {
  private static final int STRIPPING_PROTECTION = 0xbeeff00d;
  private static final int PROOF_OF_ROTATION = 0x3ba06f8c;
  private static final int ROTATION_MIN_SDK = 0x559f8b02;
  private static final int TARGETS_DEVELOPMENT = 0xc2a6b3ba;

  /** Signature algorithms of ApkSigningBlockUtils; v2 and v3 know the same ones. */
  private static final Set<Integer> ALGORITHMS =
      Set.of(0x0101, 0x0102, 0x0103, 0x0104, 0x0201, 0x0202, 0x0301, 0x0421, 0x0423, 0x0425);

  static SchemeBlock read(String scheme, ByteCursor value, SigningBounds bounds) {
    List<SchemeSigner> signers = new ArrayList<>();
    String broken = null;
    try {
      ByteCursor all = prefixed(value, "signers");
      while (all.remaining() > 0 && bounds.take(scheme)) {
        signers.add(new Parts(scheme, bounds).read(prefixed(all, "signer")));
      }
    } catch (MalformedApkException e) {
      broken = e.getMessage();
    }
    return new SchemeBlock(scheme, List.copyOf(signers), broken);
  }

  /** Takes the next element, which its size in four bytes precedes. */
  static ByteCursor prefixed(ByteCursor from, String element) throws MalformedApkException {
    long size = from.u4("size of " + element);
    ByteCursor slice = from.slice(from.position(), size, element);
    from.skip(size, element);
    return slice;
  }

  static byte[] certificate(ByteCursor from, String scheme, SigningBounds bounds)
      throws MalformedApkException {
    return bytes(prefixed(from, "certificate"), scheme, bounds);
  }

  private static byte[] bytes(ByteCursor element, String scheme, SigningBounds bounds)
      throws MalformedApkException {
    bounds.checkSize(element.remaining(), element.position(), scheme);
    return element.bytes((int) element.remaining(), scheme);
  }

  /** What is read of one signer; keeps what precedes the place where it breaks. */
  private static final class Parts {
    private final String scheme;
    private final SigningBounds bounds;
    private final List<byte[]> own = new ArrayList<>();
    private final List<byte[]> lineage = new ArrayList<>();
    private final List<String> announces = new ArrayList<>();
    private final List<Integer> attributes = new ArrayList<>();
    private int fromApi;
    private int toApi = Integer.MAX_VALUE;
    private @Nullable Integer rotatesFromApi;
    private boolean targetsDevelopment;

    Parts(String scheme, SigningBounds bounds) {
      this.scheme = scheme;
      this.bounds = bounds;
    }

    SchemeSigner read(ByteCursor signer) {
      String broken;
      try {
        broken = readFields(signer);
      } catch (MalformedApkException e) {
        broken = e.getMessage();
      }
      return new SchemeSigner(
          List.copyOf(own),
          fromApi,
          toApi,
          List.copyOf(lineage),
          List.copyOf(announces),
          rotatesFromApi,
          targetsDevelopment,
          List.copyOf(attributes),
          broken);
    }

    private @Nullable String readFields(ByteCursor signer) throws MalformedApkException {
      ByteCursor data = prefixed(signer, "signed data");
      boolean ranged = !scheme.equals("v2");
      if (ranged) {
        fromApi = signer.s4("minSdk");
        toApi = signer.s4("maxSdk");
      }
      ByteCursor digests = prefixed(data, "digests");
      ByteCursor chain = prefixed(data, "certificates");
      if (chain.remaining() > 0) {
        own.add(certificate(chain, scheme, bounds));
      }
      int signedFrom = ranged ? data.s4("minSdk") : fromApi;
      int signedTo = ranged ? data.s4("maxSdk") : toApi;
      readAttributes(prefixed(data, "attributes"));
      ByteCursor signatures = prefixed(signer, "signatures");
      byte[] key = bytes(prefixed(signer, "public key"), scheme, bounds);
      if (!supported(signatures)) {
        return "a signer has no signature of a kind that Android knows";
      }
      signatures.at(0, "signatures");
      if (!sameAlgorithms(signatures, digests)) {
        return "a signer has digests and signatures of different algorithms";
      }
      if (own.isEmpty()) {
        return "a signer lists no certificate";
      }
      String mismatch = Certificates.mismatch(own.getFirst(), key);
      if (mismatch != null) {
        return mismatch;
      }
      return signedFrom == fromApi && signedTo == toApi
          ? brokenLineage()
          : "the API levels of a signer differ inside and outside of its signed data";
    }

    private @Nullable String brokenLineage() {
      return lineage.isEmpty() || Arrays.equals(lineage.getLast(), own.getFirst())
          ? null
          : "a signer's proof of rotation ends with another certificate than its own";
    }

    private static boolean supported(ByteCursor signatures) throws MalformedApkException {
      boolean supported = false;
      while (signatures.remaining() > 0) {
        supported |= ALGORITHMS.contains(prefixed(signatures, "signature").s4("algorithm"));
      }
      return supported;
    }

    private static boolean sameAlgorithms(ByteCursor signatures, ByteCursor digests)
        throws MalformedApkException {
      while (signatures.remaining() > 0 && digests.remaining() > 0) {
        int signed = prefixed(signatures, "signature").s4("algorithm");
        if (prefixed(digests, "digest").s4("algorithm") != signed) {
          return false;
        }
      }
      return signatures.remaining() == digests.remaining();
    }

    private void readAttributes(ByteCursor all) throws MalformedApkException {
      while (all.remaining() > 0) {
        ByteCursor attribute = prefixed(all, "attribute");
        int id = attribute.s4("attribute id");
        if (attributes.size() < Signing.MAX_BLOCKS) {
          attributes.add(id);
        }
        if (scheme.equals("v2")) {
          if (id == STRIPPING_PROTECTION && attribute.s4("announced scheme") == 3) {
            announce("v3");
          }
        } else if (id == PROOF_OF_ROTATION) {
          readLineage(attribute);
        } else if (id == ROTATION_MIN_SDK) {
          rotatesFromApi = attribute.s4("rotation minSdk");
          announce("v3.1");
        } else if (id == TARGETS_DEVELOPMENT) {
          targetsDevelopment = scheme.equals("v3.1");
        }
      }
    }

    private void announce(String newer) {
      if (!announces.contains(newer)) {
        announces.add(newer);
      }
    }

    private void readLineage(ByteCursor proof) throws MalformedApkException {
      if (!lineage.isEmpty()) {
        throw new MalformedApkException(proof.position(), "a signer has two proofs of rotation");
      }
      proof.s4("version");
      while (proof.remaining() > 0 && bounds.take(scheme)) {
        ByteCursor level = prefixed(proof, "level of rotation");
        lineage.add(certificate(prefixed(level, "signed data of rotation"), scheme, bounds));
      }
    }
  }
}
