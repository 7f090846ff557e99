/** Frames between client and server and between servers, and their codec. */
@NullMarked
package io.holdfast.wire;

import org.jspecify.annotations.NullMarked;
