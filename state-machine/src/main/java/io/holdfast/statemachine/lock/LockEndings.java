package io.holdfast.statemachine.lock;

import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.Tree;
import io.holdfast.statemachine.tree.TreeEditor;
import org.jspecify.annotations.Nullable;

/**
 * How the last holds ended that were not released, so that a client that comes back late learns what became of its lock.
 * Immutable.
 *
 * @param byAcquisition by session and acquisition
 * @param inOrder the same, in the order in which they ended
 * @param count how many holds ever ended so
 * @param content the sum of the hashes of what is remembered
 */
record LockEndings(Tree<LockEnding> byAcquisition, Tree<LockEnding> inOrder, long count, long content) {
    /** How many are remembered. */
    static final int MAX = 1_024;

    static final LockEndings EMPTY =
            new LockEndings(Tree.empty(LockEnding::place), Tree.empty(LockEnding::order), 0, 0);

    /** Nothing is remembered of the first so many endings. */
    static LockEndings after(long count) {
        return new LockEndings(EMPTY.byAcquisition, EMPTY.inOrder, count, 0);
    }

    @Nullable
    LockEnding of(long session, long acquisition) {
        return byAcquisition.get(Acquisition.placeOf(session, acquisition));
    }

    long recomputedContent() {
        long sum = 0;
        Cursor<LockEnding> cursor = inOrder.ascending();
        for (LockEnding ending = cursor.next(); ending != null; ending = cursor.next()) {
            sum += ending.content();
        }
        return sum;
    }

    /** Remembers endings, and forgets the oldest beyond the bound. Confined to the apply thread. */
    static final class Editor {
        private final TreeEditor<LockEnding> byAcquisition;
        private final TreeEditor<LockEnding> inOrder;
        private long count;
        private long content;

        Editor(LockEndings endings) {
            this.byAcquisition = endings.byAcquisition.edit();
            this.inOrder = endings.inOrder.edit();
            this.count = endings.count;
            this.content = endings.content;
        }

        /** The number of the ending that comes next. */
        long nextNumber() {
            return count + 1;
        }

        /** A hold ended; the row has the next number, and its acquisition is not among those remembered. */
        void add(LockRow.Ending row) {
            LockEnding ending = LockEnding.of(row);
            count = row.number();
            byAcquisition.put(ending);
            inOrder.put(ending);
            content += ending.content();
            if (inOrder.view().size() > MAX) {
                forgetOldest();
            }
        }

        private void forgetOldest() {
            LockEnding oldest = inOrder.view().ascending().next();
            if (oldest != null) {
                byAcquisition.remove(oldest.place());
                inOrder.remove(oldest.order());
                content -= oldest.content();
            }
        }

        LockEndings view() {
            return new LockEndings(byAcquisition.view(), inOrder.view(), count, content);
        }

        LockEndings freeze() {
            return new LockEndings(byAcquisition.freeze(), inOrder.freeze(), count, content);
        }
    }
}
