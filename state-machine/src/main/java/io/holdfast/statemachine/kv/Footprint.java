package io.holdfast.statemachine.kv;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a list of operations may change, gathered to find a key that would change twice: put twice, or put and
 * deleted, at whatever depth. The branches of one transaction exclude each other, so between them nothing conflicts.
 *
 * <p>This is a little stricter than etcd, which lets a nested transaction delete what an earlier sibling puts: here no
 * key ever changes twice at one revision, which makes (key, revision) a name.
 */
final class Footprint implements Operation.Handler<Footprint> {
    private final TreeSet<Bytes> puts = new TreeSet<>();
    private final Intervals deletes = new Intervals();
    private @Nullable Bytes conflict;

    private Footprint() {}

    /** A key that the transaction would change twice, or null. */
    static @Nullable Bytes conflictOf(Transaction transaction) {
        Bytes conflict = of(transaction.success()).conflict;
        return conflict != null ? conflict : of(transaction.failure()).conflict;
    }

    private static Footprint of(List<Operation> operations) {
        Footprint footprint = new Footprint();
        for (Operation operation : operations) {
            operation.accept(footprint);
        }
        return footprint;
    }

    @Override
    public Footprint put(Put put) {
        if (!puts.add(put.key()) || deletes.contains(put.key())) {
            conflict = put.key();
        }
        return this;
    }

    @Override
    public Footprint deleteRange(DeleteRange delete) {
        Intervals added = new Intervals();
        added.add(delete.range());
        addDeletes(added);
        return this;
    }

    @Override
    public Footprint range(Operation.Range range) {
        return this;
    }

    @Override
    public Footprint transaction(Transaction transaction) {
        Footprint success = of(transaction.success());
        Footprint failure = of(transaction.failure());
        for (Footprint branch : List.of(success, failure)) {
            if (branch.conflict != null) {
                conflict = branch.conflict;
            }
            for (Bytes key : branch.puts) {
                if (puts.contains(key) || deletes.contains(key)) {
                    conflict = key;
                }
            }
            noteOverlap(branch.deletes);
        }
        for (Footprint branch : List.of(success, failure)) {
            puts.addAll(branch.puts);
            deletes.addAll(branch.deletes);
        }
        return this;
    }

    private void addDeletes(Intervals added) {
        noteOverlap(added);
        deletes.addAll(added);
    }

    private void noteOverlap(Intervals added) {
        Bytes deleted = added.firstOf(puts);
        if (deleted != null) {
            conflict = deleted;
        }
    }
}
