/** The pipeline on a broker with access control. */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.security;
