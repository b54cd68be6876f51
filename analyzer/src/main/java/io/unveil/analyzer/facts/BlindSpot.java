package io.unveil.analyzer.facts;

/**
 * Something that reading code cannot see.
 *
 * @param kind {@code dynamic-code}, {@code packer}, {@code hidden-dex}, {@code opaque-data}, {@code
 *     native-code}, {@code missing-code}, {@code cross-platform}, {@code reflection}
 * @param detail what was found and where
 * @param hidesCode true when a clean verdict is forbidden by it; an ordinary {@code
 *     System.loadLibrary} does not
 */
public record BlindSpot(String kind, String detail, boolean hidesCode) {}
