/** Records what clients asked and heard, for the checkers. */
@NullMarked
package io.holdfast.it.history;

import org.jspecify.annotations.NullMarked;
