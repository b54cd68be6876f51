/**
 * Deviations from the formats that we read past. Each is evidence: tools stumble over them and
 * Android does not, or the other way round. {@link io.unveil.unpacker.anomaly.Anomaly} is the
 * catalogue, {@link io.unveil.unpacker.anomaly.Sighting} one occurrence.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.unpacker.anomaly;
