/** The word {@code election}: campaigns for a command, and who leads. */
@NullMarked
package io.holdfast.cli.election;

import org.jspecify.annotations.NullMarked;
