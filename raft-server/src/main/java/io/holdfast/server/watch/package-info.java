/** Watches: who waits for which keys, how far each was served, and what it is given next. */
@NullMarked
package io.holdfast.server.watch;

import org.jspecify.annotations.NullMarked;
