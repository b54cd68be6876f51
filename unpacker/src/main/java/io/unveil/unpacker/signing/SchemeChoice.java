package io.unveil.unpacker.signing;

import io.unveil.unpacker.anomaly.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scheme that Android goes by. An older scheme is looked at only when the newer one is not
 * there at all; a newer one that is there and wrong refuses the APK (ApkSignatureVerifier, the
 * verifiers of the schemes, StrictJarVerifier of AOSP).
 */
final class SchemeChoice {
  private static final int V2_API = 24;
  private static final int V3_API = 28;
  private static final int TARGET_NEEDS_V2_API = 30;
  private static final int V31_API = 33;

  /** Bound of v1 and v2 signers, in AOSP since 2020 and brought to older releases as a fix. */
  private static final int MAX_SIGNERS = 10;

  private final Map<String, SchemeBlock> schemes;
  private final Function<SchemeSigner, @Nullable String> fingerprint;
  private final int targetSdk;

  /**
   * @param schemes those present, by name
   * @param fingerprint SHA-256 of a signer's certificate
   */
  SchemeChoice(
      Map<String, SchemeBlock> schemes,
      Function<SchemeSigner, @Nullable String> fingerprint,
      int targetSdk) {
    this.schemes = schemes;
    this.fingerprint = fingerprint;
    this.targetSdk = targetSdk;
  }

  /** {@return what each API level does, neighbours that do the same joined} */
  List<Signing.Use> bands(int minSdk) {
    List<Signing.Use> bands = new ArrayList<>();
    int first = Math.clamp(minSdk, Refusal.OLDEST_API, Refusal.NEWEST_API);
    for (int api = first; api <= Refusal.NEWEST_API; api++) {
      Signing.Use use = at(api);
      Signing.Use last = bands.isEmpty() ? null : bands.getLast();
      if (last != null && use.equals(spanning(last, api, api))) {
        bands.set(bands.size() - 1, spanning(last, last.fromApi(), api));
      } else {
        bands.add(use);
      }
    }
    return bands;
  }

  private static Signing.Use spanning(Signing.Use use, int from, int to) {
    return new Signing.Use(from, to, use.scheme(), use.certificates(), use.refusedBecause());
  }

  private Signing.Use at(int api) {
    SchemeBlock v31 = schemes.get("v3.1");
    SchemeBlock v3 = schemes.get("v3");
    SchemeBlock v2 = schemes.get("v2");
    SchemeBlock v1 = schemes.get("v1");
    if (api >= V31_API && v31 != null) {
      Signing.Use use = newer(v31, api, List.of());
      if (use != null) {
        return use;
      }
    }
    if (api >= V3_API && v3 != null) {
      Signing.Use use = newer(v3, api, v31 == null ? List.of() : v31.signers());
      return use != null ? use : refused(api, "v3: no signer is meant for this API level");
    }
    if (api >= V2_API && v2 != null) {
      return older(v2, api, "v3", V3_API);
    }
    if (v1 == null) {
      return refused(
          api,
          schemes.isEmpty()
              ? "there is none"
              : "there is none of a scheme that this API level knows");
    }
    if (api >= TARGET_NEEDS_V2_API && targetSdk >= TARGET_NEEDS_V2_API) {
      return refused(api, "v1 alone is not enough for target " + targetSdk);
    }
    return api >= V2_API && announced(v1, "v2")
        ? stripped(api, "v1", "v2")
        : older(v1, api, "v3", V3_API);
  }

  /** Schemes v3 and v3.1: one signer for each API level; null when none is meant for it. */
  private Signing.@Nullable Use newer(SchemeBlock block, int api, List<SchemeSigner> rotated) {
    if (block.broken() != null) {
      return refused(api, block.scheme() + ": " + block.broken());
    }
    List<SchemeSigner> suited = block.signers().stream().filter(s -> s.suits(api)).toList();
    if (suited.isEmpty()) {
      return null;
    }
    String broken = firstBroken(suited);
    if (broken != null) {
      return refused(api, block.scheme() + ": " + broken);
    }
    if (suited.size() > 1) {
      return refused(api, block.scheme() + ": " + suited.size() + " signers, one is allowed");
    }
    Integer rotates = suited.getFirst().rotatesFromApi();
    if (api >= V31_API && rotates != null && block.scheme().equals("v3")) {
      OptionalInt found = rotated.stream().mapToInt(SchemeSigner::fromApi).min();
      if (found.isEmpty()) {
        return stripped(api, "v3", "v3.1");
      }
      if (found.getAsInt() != rotates) {
        return refused(
            api,
            "v3 says that v3.1 starts at API level "
                + rotates
                + ", it starts at "
                + found.getAsInt());
      }
    }
    return used(api, block.scheme(), suited);
  }

  /** Schemes v1 and v2: several signers, who all count. */
  private Signing.Use older(SchemeBlock block, int api, String newer, int newerApi) {
    String broken = block.broken() != null ? block.broken() : firstBroken(block.signers());
    if (block.signers().size() > MAX_SIGNERS) {
      broken = block.signers().size() + " signers, " + MAX_SIGNERS + " are allowed";
    } else if (block.signers().isEmpty() && broken == null) {
      broken = "no signers";
    }
    if (broken != null) {
      return refused(api, block.scheme() + ": " + broken);
    }
    return api >= newerApi && announced(block, newer)
        ? stripped(api, block.scheme(), newer)
        : used(api, block.scheme(), block.signers());
  }

  private static @Nullable String firstBroken(List<SchemeSigner> signers) {
    for (SchemeSigner signer : signers) {
      if (signer.broken() != null) {
        return signer.broken();
      }
    }
    return null;
  }

  private static boolean announced(SchemeBlock block, String scheme) {
    return block.signers().stream().anyMatch(s -> s.announces().contains(scheme));
  }

  private Signing.Use used(int api, String scheme, List<SchemeSigner> signers) {
    List<String> certificates = new ArrayList<>();
    for (SchemeSigner signer : signers) {
      String sha256 = fingerprint.apply(signer);
      if (sha256 != null && !certificates.contains(sha256)) {
        certificates.add(sha256);
      }
    }
    return new Signing.Use(api, api, scheme, certificates, null);
  }

  private static Signing.Use stripped(int api, String scheme, String missing) {
    return refused(api, scheme + " announces " + missing + ", which is missing: stripped");
  }

  private static Signing.Use refused(int api, String reason) {
    return new Signing.Use(api, api, null, List.of(), reason);
  }
}
