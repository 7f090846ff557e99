package io.holdfast.statemachine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.Digest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of locks that make no lock table are refused, each by itself, whatever the digest says. */
class LockSnapshotTest {
    private static final String OTHER_CONTENT = "the rows make a state of content";
    private static final LockRow.Totals TOTALS = new LockRow.Totals(9, 9, 1, 0);
    private static final LockRow.Lock ALONE = lock("m", LockKind.EXCLUSIVE, 0, false, 5, 0, 0);
    private static final LockRow.Lock SHARED = lock("m", LockKind.READ_WRITE, 0, false, 5, 0, 0);
    private static final LockRow.Lock PERMITS = lock("m", LockKind.SEMAPHORE, 3, false, 5, 0, 0);
    private static final LockRow.Ending ENDING =
            new LockRow.Ending(1, 9, 1, "gone", 1, LockEnd.REVOKED, "root", "why", 100);

    @Test
    void rowsThatALockTableCanHaveAreTaken() {
        taken(TOTALS, ALONE, hold(1, 5, LockMode.EXCLUSIVE), await(2, 3, LockMode.EXCLUSIVE), ENDING);
        taken(
                TOTALS,
                SHARED,
                hold(1, 4, LockMode.READ),
                hold(2, 5, LockMode.READ),
                await(3, 1, LockMode.WRITE),
                ENDING);
        taken(TOTALS, lock("m", LockKind.EXCLUSIVE, 0, false, 5, 300, 4), await(2, 3, LockMode.EXCLUSIVE), ENDING);
        taken(TOTALS, lock("m", LockKind.SEMAPHORE, 3, true, 0, 0, 0), ENDING);
        taken(new LockRow.Totals(1L << 62, 1L << 62, 1, 0), ENDING);
        taken();
    }

    @Test
    void rowsThatNoLockTableCanHaveAreRefused() {
        refused("before the totals", ALONE);
        refused("totals twice", TOTALS, TOTALS);
        refused("totals of nothing", new LockRow.Totals(0, 0, 0, 0));
        refused("negative totals", new LockRow.Totals(-1, 0, 0, 0));
        refused("too many grants", new LockRow.Totals((1L << 62) + 1, 9, 1, 0), ENDING);
        refused("too many tickets", new LockRow.Totals(9, (1L << 62) + 1, 1, 0), ENDING);
        refused("an idle lock", TOTALS, ALONE, ENDING);
        refused("an empty name", TOTALS, lock("", LockKind.EXCLUSIVE, 0, false, 5, 0, 0));
        refused("a zero byte", TOTALS, lock("a\0b", LockKind.EXCLUSIVE, 0, false, 5, 0, 0));
        refused("a limit of a lock", TOTALS, lock("m", LockKind.EXCLUSIVE, 1, false, 5, 0, 0));
        refused("a fixed lock", TOTALS, lock("m", LockKind.EXCLUSIVE, 0, true, 5, 0, 0));
        refused("no limit of a semaphore", TOTALS, lock("m", LockKind.SEMAPHORE, 0, true, 5, 0, 0));
        refused("a token above all grants", TOTALS, lock("m", LockKind.EXCLUSIVE, 0, false, 10, 0, 0));
        refused("a delay after nothing", TOTALS, lock("m", LockKind.EXCLUSIVE, 0, false, 5, 300, 0));
        refused("a delay too long", TOTALS, lock("m", LockKind.EXCLUSIVE, 0, false, 5, 60_001, 5));
        refused(
                "locks out of order",
                TOTALS,
                ALONE,
                hold(1, 5, LockMode.EXCLUSIVE),
                lock("a", LockKind.SEMAPHORE, 3, true, 0, 0, 0),
                ENDING);
        refused("a hold of nothing", TOTALS, hold(1, 5, LockMode.EXCLUSIVE));
        refused("a token above the lock's", TOTALS, ALONE, hold(1, 6, LockMode.EXCLUSIVE));
        refused("token 0", TOTALS, ALONE, hold(1, 0, LockMode.EXCLUSIVE));
        refused("another kind", TOTALS, ALONE, hold(1, 5, LockMode.READ));
        refused("two holders", TOTALS, ALONE, hold(1, 4, LockMode.EXCLUSIVE), hold(2, 5, LockMode.EXCLUSIVE));
        refused("reader and writer", TOTALS, SHARED, hold(1, 4, LockMode.READ), hold(2, 5, LockMode.WRITE));
        refused("writer and reader", TOTALS, SHARED, hold(1, 4, LockMode.WRITE), hold(2, 5, LockMode.READ));
        refused("tokens out of order", TOTALS, SHARED, hold(1, 5, LockMode.READ), hold(2, 4, LockMode.READ));
        refused("an acquisition twice", TOTALS, SHARED, hold(1, 4, LockMode.READ), hold(1, 5, LockMode.READ));
        refused("no such session", TOTALS, ALONE, new LockRow.Hold(77, 1, 5, LockClaim.of(LockMode.EXCLUSIVE), 100));
        refused(
                "from the future",
                TOTALS,
                ALONE,
                new LockRow.Hold(5, 1, 5, LockClaim.of(LockMode.EXCLUSIVE), Long.MAX_VALUE));
        refused(
                "a claim that makes no sense",
                TOTALS,
                ALONE,
                new LockRow.Hold(5, 1, 5, new LockClaim(LockMode.EXCLUSIVE, 2, 0, 0, 0, "", ""), 100));
        refused("a hold after a wait", TOTALS, SHARED, await(1, 1, LockMode.WRITE), hold(2, 5, LockMode.READ));
        refused("a forgotten waiter", TOTALS, SHARED, hold(1, 5, LockMode.READ), await(2, 1, LockMode.READ), ENDING);
        refused("a waiter of a free lock", TOTALS, ALONE, await(2, 1, LockMode.EXCLUSIVE), ENDING);
        refused("a ticket above all", TOTALS, ALONE, hold(1, 5, LockMode.EXCLUSIVE), await(2, 10, LockMode.EXCLUSIVE));
        refused(
                "too large a wish",
                TOTALS,
                PERMITS,
                new LockRow.Wait(5, 1, 1, new LockClaim(LockMode.PERMITS, 4, 4, 0, 0, "", ""), 100));
        refused("a missing ending", TOTALS, ALONE, hold(1, 5, LockMode.EXCLUSIVE));
        refused("an ending too many", TOTALS, ENDING, ending(2, 2, 2, LockEnd.REVOKED));
        refused("a gap of endings", TOTALS, ENDING, ending(3, 2, 2, LockEnd.REVOKED));
        refused("an end that is none", TOTALS, ending(1, 1, 1, LockEnd.RELEASED));
        refused(
                "a token that ended and holds",
                TOTALS,
                ALONE,
                hold(1, 5, LockMode.EXCLUSIVE),
                ending(1, 1, 5, LockEnd.REVOKED));
        refused(
                "an acquisition that ended and holds",
                TOTALS,
                ALONE,
                hold(1, 5, LockMode.EXCLUSIVE),
                new LockRow.Ending(1, 5, 1, "gone", 1, LockEnd.REVOKED, "", "", 100));
        refused("a lock after the endings", TOTALS, ENDING, ALONE);
    }

    private static LockRow.Lock lock(
            String name, LockKind kind, int limit, boolean fixed, long lastToken, long cooling, long coolingToken) {
        return new LockRow.Lock(name, kind, limit, fixed, lastToken, cooling, coolingToken, 0);
    }

    private static LockRow.Hold hold(long acquisition, long token, LockMode mode) {
        return new LockRow.Hold(5, acquisition, token, LockClaim.of(mode), 100);
    }

    private static LockRow.Wait await(long acquisition, long ticket, LockMode mode) {
        return new LockRow.Wait(5, acquisition, ticket, LockClaim.of(mode), 100);
    }

    private static LockRow.Ending ending(long number, long acquisition, long token, LockEnd end) {
        return new LockRow.Ending(number, 9, acquisition, "gone", token, end, "", "", 100);
    }

    private static void taken(LockRow... locks) {
        assertThat(complaint(locks)).startsWith(OTHER_CONTENT);
    }

    private static void refused(String what, LockRow... locks) {
        assertThat(complaint(locks)).as(what).doesNotStartWith(OTHER_CONTENT);
    }

    /** What is said of rows that stand where they belong, behind those of a state with session 5, and a digest of no state. */
    private static String complaint(LockRow... locks) {
        List<SnapshotRow> rows = new ArrayList<>(Snapshots.rows(SampleState.image()));
        int at = 0;
        while (!(rows.get(at) instanceof SnapshotRow.Change)) {
            at++;
        }
        rows.addAll(at, List.of(locks));
        try {
            Snapshots.image(rows, new Digest(1, 0, 0));
            return "taken with the digest of another state";
        } catch (SnapshotException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
