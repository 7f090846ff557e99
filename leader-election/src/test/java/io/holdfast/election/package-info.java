/** Tests of leader election, on a cluster that is a few fields and a clock that is told the time. */
@NullMarked
package io.holdfast.election;

import org.jspecify.annotations.NullMarked;
