/** Snapshots on disk: when one is taken, how it is written, verified, kept, loaded and taken over from another node. */
@NullMarked
package io.holdfast.server.snapshot;

import org.jspecify.annotations.NullMarked;
