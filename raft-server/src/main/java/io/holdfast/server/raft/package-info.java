/** Ratis embedded: every quirk of it lives here and nowhere else; behind it the ports. */
@NullMarked
package io.holdfast.server.raft;

import org.jspecify.annotations.NullMarked;
