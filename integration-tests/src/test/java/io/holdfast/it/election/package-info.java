/** Elections on real nodes. */
@NullMarked
package io.holdfast.it.election;

import org.jspecify.annotations.NullMarked;
