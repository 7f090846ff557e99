/** The word {@code session} of the tool. */
@NullMarked
package io.holdfast.cli.session;

import org.jspecify.annotations.NullMarked;
