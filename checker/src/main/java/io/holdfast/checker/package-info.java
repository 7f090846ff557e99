/** History checkers, pure. */
@NullMarked
package io.holdfast.checker;

import org.jspecify.annotations.NullMarked;
