/**
 * What an app does: the first contract. Facts hold no opinion; rules are applied to them later, as
 * often as rules change.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.facts;
