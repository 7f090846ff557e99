package io.holdfast.statemachine.proposer;

import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.Hash64;
import java.util.List;

/**
 * For each proposer the number of its last batch that was applied. A batch is applied only if it is its proposer's next,
 * so a proposer may send one again as often as it likes, to whoever leads: it is applied once, and in order.
 *
 * <p>Only the {@value #MAX} proposers applied last are remembered. One that was forgotten begins anew under another
 * incarnation; a batch of its old one is never applied again, but for one number 1 that was on its way while more than a
 * thousand other proposers came up: one a start of a node.
 *
 * <p>Immutable. There are as many proposers as nodes, and one more for each restart that is remembered; the one applied
 * last is most likely the next, so they stand in an array in the order in which they were applied, and a step copies it.
 */
public final class ProposerTable {
    /** How many proposers are remembered. */
    public static final int MAX = 1_024;

    /** No proposer at all. */
    public static final ProposerTable EMPTY = new ProposerTable(new Proposer[0]);

    /** The one applied last is the last. */
    private final Proposer[] inOrder;

    private ProposerTable(Proposer[] inOrder) {
        this.inOrder = inOrder;
    }

    /** The only number that a batch of this proposer may have: 1 if it is not known, or not any more. */
    public long nextOf(long incarnation) {
        int place = find(incarnation);
        return place < 0 ? 1 : inOrder[place].lastNumber() + 1;
    }

    /** The table after a batch was applied: its proposer's next. */
    public ProposerTable with(long incarnation, long number) {
        int place = find(incarnation);
        boolean full = place < 0 && inOrder.length == MAX;
        // Everything behind the gap moves forward by one.
        int gap = full ? 0 : place;
        Proposer[] after = new Proposer[gap < 0 ? inOrder.length + 1 : inOrder.length];
        if (gap < 0) {
            System.arraycopy(inOrder, 0, after, 0, inOrder.length);
        } else {
            System.arraycopy(inOrder, 0, after, 0, gap);
            System.arraycopy(inOrder, gap + 1, after, gap, inOrder.length - gap - 1);
        }
        after[after.length - 1] = new Proposer(incarnation, number);
        return new ProposerTable(after);
    }

    /** All of them, the one applied last at the end. */
    public List<Proposer> inOrder() {
        return List.of(inOrder);
    }

    /** Writes a row for each, the one applied last at the end. */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        for (Proposer proposer : inOrder) {
            sink.row(new SnapshotRow.Proposer(proposer.incarnation(), proposer.lastNumber()));
        }
    }

    /** How many are remembered. */
    public int size() {
        return inOrder.length;
    }

    /** The hash of the table, order included: it decides who is forgotten next. Takes time for all proposers. */
    public long content() {
        long hash = inOrder.length;
        for (Proposer proposer : inOrder) {
            hash = Hash64.mix(Hash64.mix(hash, proposer.incarnation()), proposer.lastNumber());
        }
        return hash;
    }

    private int find(long incarnation) {
        int place = inOrder.length - 1;
        while (place >= 0 && inOrder[place].incarnation() != incarnation) {
            place--;
        }
        return place;
    }
}
