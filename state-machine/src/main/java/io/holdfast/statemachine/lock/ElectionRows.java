package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.lock.LockTableBuilder.fits;
import static io.holdfast.statemachine.lock.LockTableBuilder.require;
import static io.holdfast.statemachine.lock.LockTableBuilder.requireNo;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of elections while they come from a snapshot, and whether they fit the elections. Confined to one thread. */
final class ElectionRows {
    private final List<Lock> elections = new ArrayList<>();
    private ElectionHistory.@Nullable Editor history;

    /** An election that stands, with its holds and waits. */
    void standing(Lock election) {
        elections.add(election);
    }

    /** Whether a change came. */
    boolean begun() {
        return history != null;
    }

    void add(LockRow.Change row, LockRow.Totals bounds, long timestampMillis) throws SnapshotException {
        ElectionChange change = row.change();
        ElectionHistory.Editor editor = history;
        if (editor == null) {
            require(change.number() > 0, "an election changed as number " + change.number());
            editor = new ElectionHistory.Editor(ElectionHistory.after(change.number() - 1));
            history = editor;
        }
        require(
                change.number() == editor.nextNumber(),
                "an election changed as number " + change.number() + ", not " + editor.nextNumber());
        ElectionHistory before = editor.view();
        require(before.inOrder().size() < ElectionHistory.MAX, "too many changes of elections are remembered");
        requireNo(LockCheck.ofName(change.election()));
        boolean sensible = change.token() > 0
                && change.token() <= bounds.grants()
                && change.session() > 0
                && change.value().size() <= Limits.MAX_ELECTION_VALUE_BYTES
                && (change.end() != LockEnd.UNKNOWN) == (change.step() == ElectionStep.ENDED)
                && change.atMillis() >= 0
                && change.atMillis() <= timestampMillis
                && fits(change.candidate(), Limits.MAX_LOCK_TEXT_BYTES)
                && fits(change.client(), Limits.MAX_NAME_BYTES)
                && fits(change.message(), Limits.MAX_LOCK_WORDS_BYTES);
        require(sensible, "no election can have changed so: " + change);
        PastChange last = before.last(change.election());
        boolean follows = last == null
                ? row.previous() >= 0 && row.previous() <= before.forgotten()
                : row.previous() == last.change().number();
        require(follows, "change " + change.number() + " of an election does not follow " + row.previous());
        editor.add(PastChange.of(change, row.previous()));
    }

    /** The history, of so many changes in all. */
    ElectionHistory build(long changes) throws SnapshotException {
        // A restoration forgets all of them and counts on from far above.
        boolean restored = changes >= Limits.RESTORATION_LEAP;
        ElectionHistory none = restored ? ElectionHistory.after(changes) : ElectionHistory.EMPTY;
        ElectionHistory built = history == null ? none : history.freeze();
        boolean full = built.inOrder().size() == ElectionHistory.MAX;
        boolean begins = built.forgotten() == 0 || (restored && built.forgotten() >= Limits.RESTORATION_LEAP);
        boolean whole = built.count() == changes && (begins || full);
        require(
                whole,
                "of " + changes + " changes of elections those from " + (built.forgotten() + 1) + " to " + built.count()
                        + " are remembered");
        for (Lock election : elections) {
            PastChange last = built.last(election.name());
            boolean fits = last == null
                    ? election.lastChange() <= built.forgotten()
                    : election.lastChange() == last.change().number()
                            && (last.change().step() == ElectionStep.ENDED) == (election.holders() == 0)
                            && last.change().token() == election.lastToken();
            require(fits, "the last change of " + election + " is not what is remembered of it");
        }
        return built;
    }
}
