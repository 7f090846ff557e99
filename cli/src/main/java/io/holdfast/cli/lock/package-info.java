/** The word {@code lock}: run a command while holding a lock, see who holds what, take a lock away. */
@NullMarked
package io.holdfast.cli.lock;

import org.jspecify.annotations.NullMarked;
