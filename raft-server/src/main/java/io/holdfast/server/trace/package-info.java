/** Which stage made a request slow: where its time went, and the line that says so. */
@NullMarked
package io.holdfast.server.trace;

import org.jspecify.annotations.NullMarked;
