/** Familiar shapes over {@link io.holdfast.election.LeaderElection}, for code that moves here from elsewhere. */
@NullMarked
package io.holdfast.election.shapes;

import org.jspecify.annotations.NullMarked;
