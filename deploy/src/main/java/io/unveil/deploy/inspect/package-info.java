/**
 * All facts about one file for a person who looks at it: what {@code unveil inspect} shows. Reads
 * with the same readers as a scan, and keeps what a scan throws away: the decoded manifest with the
 * names of resources, the table of entries, the tables of the DEX files.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.inspect;
