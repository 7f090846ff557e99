/** Snapshots: the whole replicated state as rows. */
@NullMarked
package io.holdfast.model.snapshot;

import org.jspecify.annotations.NullMarked;
