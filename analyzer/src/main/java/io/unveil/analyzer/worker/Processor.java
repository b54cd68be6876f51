package io.unveil.analyzer.worker;

import java.util.Locale;
import java.util.Optional;

/** Kinds of processors for which the sandbox knows the numbers of system calls. */
enum Processor {
  /** 64-bit Intel and AMD. */
  X86_64(0xC000_003E),
  /** 64-bit ARM. */
  AARCH64(0xC000_00B7);

  private final int audit;

  Processor(int audit) {
    this.audit = audit;
  }

  /** {@return the kernel's name of it, {@code AUDIT_ARCH_*} of {@code linux/audit.h}} */
  int audit() {
    return audit;
  }

  /**
   * {@return the processor, or empty for one that the sandbox does not know}
   *
   * @param system value of {@code os.name}
   * @param name value of {@code os.arch}
   */
  static Optional<Processor> of(String system, String name) {
    if (!system.equals("Linux")) {
      return Optional.empty();
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }
}
