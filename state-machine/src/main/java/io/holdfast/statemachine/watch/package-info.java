/** What watches read: the history of events, and the keys of old revisions, in pages. */
@NullMarked
package io.holdfast.statemachine.watch;

import org.jspecify.annotations.NullMarked;
