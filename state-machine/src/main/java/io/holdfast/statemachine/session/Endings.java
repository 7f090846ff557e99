package io.holdfast.statemachine.session;

import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import org.jspecify.annotations.Nullable;

/**
 * How the last sessions ended, so that a client that comes back late learns why it is nobody any more. Immutable.
 *
 * @param bySession by session id
 * @param inOrder the same, in the order in which they ended
 * @param count how many sessions ever ended
 * @param content the sum of the hashes of what is remembered
 */
record Endings(Tree<Ending> bySession, Tree<Ending> inOrder, long count, long content) {
    /** How many are remembered. */
    static final int MAX = 1_024;

    static final Endings EMPTY = new Endings(Tree.empty(Ending::place), Tree.empty(Ending::order), 0, 0);

    /** Nothing is remembered of the first so many endings. */
    static Endings after(long count) {
        return new Endings(EMPTY.bySession, EMPTY.inOrder, count, 0);
    }

    @Nullable
    Ending of(long session) {
        return bySession.get(LongKey.of(session));
    }

    long recomputedContent() {
        long sum = 0;
        Cursor<Ending> cursor = inOrder.ascending();
        for (Ending ending = cursor.next(); ending != null; ending = cursor.next()) {
            sum += ending.content();
        }
        return sum;
    }
}
