/** Observers of elections: what a node tells that something changed, and the questions after what it was. */
@NullMarked
package io.holdfast.client.internal.election;

import org.jspecify.annotations.NullMarked;
