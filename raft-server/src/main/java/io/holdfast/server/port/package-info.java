/** The few interfaces through which anything talks to the core. */
@NullMarked
package io.holdfast.server.port;

import org.jspecify.annotations.NullMarked;
