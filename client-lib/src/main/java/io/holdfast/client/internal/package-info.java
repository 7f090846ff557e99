/**
 * How calls reach the leader: streams, routing, batching, deadlines, retry. Knows nothing of the public interface above
 * it.
 */
@NullMarked
package io.holdfast.client.internal;

import org.jspecify.annotations.NullMarked;
