/** Classes, hierarchy and call targets over the app's own classes and Android's. */
@org.jspecify.annotations.NullMarked
package io.unveil.analyzer.graph;
