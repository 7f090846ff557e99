package io.holdfast.statemachine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Elections go through a snapshot unchanged, and rows that make none are refused, whatever the digest says. */
class ElectionSnapshotTest {
    private static final String OTHER_CONTENT = "the rows make a state of content";
    private static final LockRow.Lock ELECTION = election(5, 2);
    private static final LockRow.Hold LEADER = new LockRow.Hold(5, 1, 5, claim(0), 100);
    private static final LockRow.Change ELECTED = new LockRow.Change(change(1, ElectionStep.ELECTED, "a"), 0);
    private static final LockRow.Change PUBLISHED = new LockRow.Change(change(2, ElectionStep.PUBLISHED, "b"), 1);

    @Test
    void aSnapshotHoldsElectionsAsTheyStandAndGoesOnAsTheyWould() {
        StateImage image = SampleState.withElections();
        CoordinationState original = CoordinationState.restore(image);
        CoordinationState reread = CoordinationState.restore(Snapshots.reread(image));
        assertThat(reread.digest()).isEqualTo(original.digest());
        assertThat(reread.capture().recomputedDigest()).isEqualTo(original.digest());
        for (String name : List.of("leader/größe", "over", "kept free", "scoped")) {
            LockQuery changes = new LockQuery.Changes(name, 0, 0);
            assertThat(reread.query(changes)).isEqualTo(original.query(changes));
            assertThat(reread.query(new LockQuery.One(name, 0))).isEqualTo(original.query(new LockQuery.One(name, 0)));
        }
    }

    @Test
    void rowsThatElectionsCanHaveAreTaken() {
        taken(totals(2), ELECTION, LEADER, await(2, 4, 7), await(3, 1, 0), await(4, 2, 0), ELECTED, PUBLISHED);
        taken(totals(2), ELECTED, new LockRow.Change(ended(2, "a"), 1));
        List<LockRow> full = new ArrayList<>(List.of(totals(Limits.MAX_ELECTION_CHANGES + 7L)));
        for (int i = 1; i <= Limits.MAX_ELECTION_CHANGES; i++) {
            full.add(new LockRow.Change(change(7 + i, ElectionStep.PUBLISHED, "a"), i == 1 ? 3 : 6 + i));
        }
        taken(full.toArray(new LockRow[0]));
        full.add(1, election(5, 6));
        full.add(2, LEADER);
        refused("a last change that is not the last", full.toArray(new LockRow[0]));
    }

    @Test
    void rowsThatNoElectionCanHaveAreRefused() {
        refused("negative totals", totals(-1), ELECTED);
        refused("too many changes", totals((1L << 62) + 1), ELECTED);
        refused("a missing change", totals(2), ELECTION, LEADER, ELECTED);
        refused("a change too many", totals(1), election(5, 1), LEADER, ELECTED, PUBLISHED);
        refused("the first ones are missing", totals(2), ELECTION, LEADER, PUBLISHED);
        refused(
                "a gap",
                totals(3),
                election(5, 3),
                LEADER,
                ELECTED,
                new LockRow.Change(change(3, ElectionStep.PUBLISHED, "b"), 1));
        refused("no change of an election", totals(2), election(5, 0), LEADER, ELECTED, PUBLISHED);
        refused(
                "a change of what is no election",
                totals(2),
                new LockRow.Lock("m", LockKind.EXCLUSIVE, 0, false, 5, 0, 0, 2),
                new LockRow.Hold(5, 1, 5, LockClaim.of(LockMode.EXCLUSIVE), 100),
                ELECTED,
                PUBLISHED);
        refused("a last change above all", totals(2), election(5, 3), LEADER, ELECTED, PUBLISHED);
        refused("a last change that is none", totals(2), election(5, 1), LEADER, ELECTED, PUBLISHED);
        refused("a leader of another token", totals(2), election(6, 2), LEADER, ELECTED, PUBLISHED);
        refused("a leader who has ended", totals(2), ELECTION, LEADER, ELECTED, new LockRow.Change(ended(2, "a"), 1));
        refused(
                "two leaders",
                totals(2),
                ELECTION,
                new LockRow.Hold(5, 9, 4, claim(0), 100),
                LEADER,
                ELECTED,
                PUBLISHED);
        refused("a wrong one before", totals(2), ELECTION, LEADER, ELECTED, new LockRow.Change(PUBLISHED.change(), 0));
        refused(
                "one before the first",
                totals(2),
                ELECTION,
                LEADER,
                new LockRow.Change(ELECTED.change(), 1),
                PUBLISHED);
        refused(
                "candidates out of order",
                totals(2),
                ELECTION,
                LEADER,
                await(2, 1, 0),
                await(3, 2, 7),
                ELECTED,
                PUBLISHED);
        refused(
                "a priority above all",
                totals(2),
                ELECTION,
                LEADER,
                await(2, 1, Limits.MAX_PRIORITY + 1),
                ELECTED,
                PUBLISHED);
        refused("a lock after changes", totals(2), ELECTED, PUBLISHED, ELECTION, LEADER);
        refused("before the totals", ELECTED);
        for (ElectionChange strange : List.of(
                change(1, "", ElectionStep.ELECTED, 5, 5, Bytes.EMPTY, LockEnd.UNKNOWN, 100),
                change(1, "m", ElectionStep.ELECTED, 10, 5, Bytes.EMPTY, LockEnd.UNKNOWN, 100),
                change(1, "m", ElectionStep.ELECTED, 0, 5, Bytes.EMPTY, LockEnd.UNKNOWN, 100),
                change(1, "m", ElectionStep.ELECTED, 5, 0, Bytes.EMPTY, LockEnd.UNKNOWN, 100),
                change(1, "m", ElectionStep.ELECTED, 5, 5, Bytes.wrap(new byte[4_097]), LockEnd.UNKNOWN, 100),
                change(1, "m", ElectionStep.ELECTED, 5, 5, Bytes.EMPTY, LockEnd.REVOKED, 100),
                change(1, "m", ElectionStep.ENDED, 5, 5, Bytes.EMPTY, LockEnd.UNKNOWN, 100),
                change(1, "m", ElectionStep.ELECTED, 5, 5, Bytes.EMPTY, LockEnd.UNKNOWN, Long.MAX_VALUE),
                change(0, "m", ElectionStep.ELECTED, 5, 5, Bytes.EMPTY, LockEnd.UNKNOWN, 100))) {
            refused("" + strange, totals(1), new LockRow.Change(strange, 0));
        }
    }

    private static LockRow.Totals totals(long changes) {
        return new LockRow.Totals(9, 9, 0, changes);
    }

    private static LockRow.Lock election(long lastToken, long lastChange) {
        return new LockRow.Lock("m", LockKind.ELECTION, 0, false, lastToken, 0, 0, lastChange);
    }

    private static LockClaim claim(int priority) {
        return new LockClaim(LockMode.LEADER, 1, 0, 0, 0, "", "c", priority, Bytes.utf8("b"));
    }

    private static LockRow.Wait await(long acquisition, long ticket, int priority) {
        return new LockRow.Wait(5, acquisition, ticket, claim(priority), 100);
    }

    private static ElectionChange change(long number, ElectionStep step, String value) {
        return change(number, "m", step, 5, 5, Bytes.utf8(value), LockEnd.UNKNOWN, 100);
    }

    private static ElectionChange ended(long number, String value) {
        return change(number, "m", ElectionStep.ENDED, 5, 5, Bytes.utf8(value), LockEnd.RELEASED, 100);
    }

    private static ElectionChange change(
            long number, String name, ElectionStep step, long token, long session, Bytes value, LockEnd end, long at) {
        return new ElectionChange(number, name, step, token, session, "c", "quiet", value, end, "", at);
    }

    private static void taken(LockRow... rows) {
        refusedWith(OTHER_CONTENT, rows);
    }

    private static void refused(String what, LockRow... rows) {
        assertThatExceptionOfType(SnapshotException.class)
                .as(what)
                .isThrownBy(() -> image(rows))
                .matches(refused -> !String.valueOf(refused.getMessage()).startsWith(OTHER_CONTENT), what);
    }

    private static void refusedWith(String words, LockRow... rows) {
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> image(rows))
                .withMessageStartingWith(words);
    }

    /** Rows that stand where they belong, behind those of a state with session 5, and a digest of no state. */
    private static void image(LockRow... locks) throws SnapshotException {
        List<SnapshotRow> rows = new ArrayList<>(Snapshots.rows(SampleState.image()));
        int at = 0;
        while (!(rows.get(at) instanceof SnapshotRow.Change)) {
            at++;
        }
        rows.addAll(at, List.of(locks));
        Snapshots.image(rows, new Digest(1, 0, 0));
    }
}
