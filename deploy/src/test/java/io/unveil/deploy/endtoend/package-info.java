/** The whole program as processes, started through the script {@code unveil}. */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.endtoend;
