/**
 * What Android and library methods do, as data: sources, sinks, propagation, stores, callbacks.
 * Loaded strictly.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.model;
