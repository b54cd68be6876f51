/**
 * Takes samples from where others put them: a folder, a prefix in a bucket. Start at {@link
 * io.unveil.ingest.intake.Intake}. Nothing there is moved, changed or deleted; what was taken is
 * remembered by a {@link io.unveil.ingest.intake.Ledger}.
 */
@org.jspecify.annotations.NullMarked
package io.unveil.ingest.intake;
