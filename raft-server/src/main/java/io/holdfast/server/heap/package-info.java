/** How full the heap is, what follows from it, and how much of it each part may have. */
@NullMarked
package io.holdfast.server.heap;

import org.jspecify.annotations.NullMarked;
