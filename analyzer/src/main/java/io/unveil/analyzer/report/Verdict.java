package io.unveil.analyzer.report;

/**
 * The answer for one app, after the definition of the Coalition Against Stalkerware; policy, not
 * opinion of the code.
 */
public enum Verdict {
  /** Everything reachable was read and nothing was found. */
  CLEAN,
  /** Not enough was read to say anything, or the sample failed. */
  INCONCLUSIVE,
  /** Parts are there, the proof is not. */
  SUSPICIOUS,
  /** Takes private data and sends it off the device, openly. */
  MONITORING,
  /** Takes private data, sends it off the device, and hides from the person who holds it. */
  STALKERWARE
}
