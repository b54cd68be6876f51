/** Facts, rules and policy to a verdict. A pure function of microseconds. */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.judge;
