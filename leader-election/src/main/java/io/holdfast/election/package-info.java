/** Leader election on the client library's public API. */
@NullMarked
package io.holdfast.election;

import org.jspecify.annotations.NullMarked;
