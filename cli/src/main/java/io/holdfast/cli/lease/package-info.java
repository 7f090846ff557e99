/** The word {@code lease} of the tool. */
@NullMarked
package io.holdfast.cli.lease;

import org.jspecify.annotations.NullMarked;
