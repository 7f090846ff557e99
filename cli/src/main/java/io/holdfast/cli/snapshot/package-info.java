/** Backups: {@code holdfast snapshot}. */
@NullMarked
package io.holdfast.cli.snapshot;

import org.jspecify.annotations.NullMarked;
