/**
 * The command line. Start at {@link io.unveil.deploy.cli.UnveilCli}; every way a run can end is an
 * {@link io.unveil.deploy.cli.ExitCode}. Results go to standard output, everything else to standard
 * error. Strings of samples are escaped before they reach a terminal.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.deploy.cli;
