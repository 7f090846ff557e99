/** Watches: what a client asks for, and what is pushed to it. */
@NullMarked
package io.holdfast.model.watch;

import org.jspecify.annotations.NullMarked;
