/** What the server counts and how it is exposed; the only room that touches a metric registry. */
@NullMarked
package io.holdfast.server.metrics;

import org.jspecify.annotations.NullMarked;
