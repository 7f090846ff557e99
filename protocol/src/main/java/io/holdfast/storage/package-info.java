/** Bytes that outlive a process: the log codec and the file of snapshots; versioned, with golden files. */
@NullMarked
package io.holdfast.storage;

import org.jspecify.annotations.NullMarked;
