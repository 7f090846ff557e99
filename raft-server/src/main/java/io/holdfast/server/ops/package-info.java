/** Operations over HTTPS: health, readiness, metrics and status. */
@NullMarked
package io.holdfast.server.ops;

import org.jspecify.annotations.NullMarked;
