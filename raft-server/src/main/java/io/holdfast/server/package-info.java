/** Builds and starts the whole server, closes it in reverse. */
@NullMarked
package io.holdfast.server;

import org.jspecify.annotations.NullMarked;
