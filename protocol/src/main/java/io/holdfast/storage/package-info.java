/** Bytes that outlive a process: the log codec; versioned, with golden files. */
@NullMarked
package io.holdfast.storage;

import org.jspecify.annotations.NullMarked;
