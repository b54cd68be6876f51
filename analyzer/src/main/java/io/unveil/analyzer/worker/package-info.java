/**
 * The sandboxed worker: {@link io.unveil.analyzer.worker.WorkerMain} is a process that reads one
 * {@link io.unveil.analyzer.worker.Request} after the other from its standard input, does the work
 * on hostile bytes, and answers each on its standard output. It takes rights from itself before the
 * first sample. Whoever starts it reads its answers as untrusted.
 */
@NullMarked
package io.unveil.analyzer.worker;

import org.jspecify.annotations.NullMarked;
