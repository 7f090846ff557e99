package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeEditor;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of all elections, so that an observer who was away learns each of them. They are numbered by one counter,
 * and the oldest are forgotten first, whose ever they are. Immutable.
 *
 * @param inOrder by number
 * @param byElection by election, then by number
 * @param count how many changes there ever were: the number of the latest
 * @param content the sum of the hashes of what is remembered
 */
record ElectionHistory(Tree<PastChange> inOrder, Tree<PastChange> byElection, long count, long content) {
    /** How many are remembered. */
    static final int MAX = Limits.MAX_ELECTION_CHANGES;

    static final ElectionHistory EMPTY =
            new ElectionHistory(Tree.empty(PastChange::order), Tree.empty(PastChange::place), 0, 0);

    /** Nothing is remembered of the first so many changes. */
    static ElectionHistory after(long count) {
        return new ElectionHistory(EMPTY.inOrder, EMPTY.byElection, count, 0);
    }

    /** The number of the latest change that is forgotten; 0 if none is. */
    long forgotten() {
        return count - inOrder.size();
    }

    /** The remembered changes of an election from a number on; further elements are another's. */
    Cursor<PastChange> from(Bytes election, long number) {
        return byElection.ascendingFrom(LockKey.of(election, number));
    }

    /** The latest remembered change of an election. */
    @Nullable
    PastChange last(String election) {
        PastChange before = byElection
                .descendingBefore(LockKey.of(Bytes.utf8(election), Long.MAX_VALUE))
                .next();
        return before != null && before.change().election().equals(election) ? before : null;
    }

    /**
     * Whether a change of an election after a number is forgotten. Nobody knows of an election that was forgotten as a whole
     * when it was over: of such a time the answer is true as soon as any election's change after the number is forgotten.
     *
     * @param latest the number of its latest change if it stands, else 0
     * @param number at most the latest number of all
     */
    boolean hasForgotten(String election, long latest, long number) {
        PastChange next = from(Bytes.utf8(election), number + 1).next();
        if (next != null && next.change().election().equals(election)) {
            return next.previous() > number;
        }
        return (latest > 0 ? latest : forgotten()) > number;
    }

    long recomputedContent() {
        long sum = 0;
        Cursor<PastChange> cursor = inOrder.ascending();
        for (PastChange change = cursor.next(); change != null; change = cursor.next()) {
            sum += change.content();
        }
        return sum;
    }

    /** Remembers changes, and forgets the oldest beyond the bound. Confined to the apply thread. */
    static final class Editor {
        private final TreeEditor<PastChange> inOrder;
        private final TreeEditor<PastChange> byElection;
        private long count;
        private long content;

        Editor(ElectionHistory history) {
            this.inOrder = history.inOrder.edit();
            this.byElection = history.byElection.edit();
            this.count = history.count;
            this.content = history.content;
        }

        /** The number of the change that comes next. */
        long nextNumber() {
            return count + 1;
        }

        /** Something changed, which has the next number. */
        void add(PastChange change) {
            count = change.change().number();
            inOrder.put(change);
            byElection.put(change);
            content += change.content();
            if (inOrder.view().size() > MAX) {
                forgetOldest();
            }
        }

        private void forgetOldest() {
            PastChange oldest = inOrder.view().ascending().next();
            if (oldest != null) {
                inOrder.remove(oldest.order());
                byElection.remove(oldest.place());
                content -= oldest.content();
            }
        }

        ElectionHistory view() {
            return new ElectionHistory(inOrder.view(), byElection.view(), count, content);
        }

        ElectionHistory freeze() {
            return new ElectionHistory(inOrder.freeze(), byElection.freeze(), count, content);
        }
    }
}
