package io.holdfast.statemachine.snapshot;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateInvariants;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that make no state are refused, each with a reason. */
@ExtendWith(StateInvariants.class)
class SnapshotBuilderTest {
    private final StateImage image = SampleState.withConfigs();
    private final List<SnapshotRow> rows = Snapshots.rows(image);

    @Test
    void theSampleHasEveryKindOfRow() throws SnapshotException {
        assertThat(rows.stream().<Class<?>>map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(SampleState.everyKind());
        StateImage reread = Snapshots.image(rows, image.digest());
        StateRules.check(reread);
        assertThat(Snapshots.rows(reread)).isEqualTo(rows);
        assertThat(reread.digest()).isEqualTo(image.digest());
    }

    @Test
    void aMissingRowIsFoundOut() {
        for (int i = 0; i < rows.size(); i++) {
            // Behind configuration, revisions may have no events: there the count of rows in the file finds out.
            if (!(rows.get(i) instanceof SnapshotRow.Change)) {
                List<SnapshotRow> fewer = new ArrayList<>(rows);
                fewer.remove(i);
                refused(fewer, "without " + rows.get(i));
            }
        }
        refused(List.of(), "without rows");
    }

    @Test
    void aMissingChangeIsFoundOutWhereEveryRevisionHasOne() {
        StateImage withoutConfigs = SampleState.withElections();
        List<SnapshotRow> all = Snapshots.rows(withoutConfigs);
        for (int i = 0; i < all.size(); i++) {
            List<SnapshotRow> fewer = new ArrayList<>(all);
            fewer.remove(i);
            assertThatExceptionOfType(SnapshotException.class)
                    .as("without %s", all.get(i))
                    .isThrownBy(() -> Snapshots.image(fewer, withoutConfigs.digest()));
        }
    }

    @Test
    void aRowGivenTwiceIsFoundOut() {
        for (int i = 0; i < rows.size(); i++) {
            List<SnapshotRow> more = new ArrayList<>(rows);
            more.add(i, rows.get(i));
            refused(more, "twice " + rows.get(i));
        }
    }

    @Test
    void rowsOutOfOrderAreFoundOut() {
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                boolean oneRevision = rows.get(i) instanceof SnapshotRow.Change one
                        && rows.get(j) instanceof SnapshotRow.Change other
                        && one.event().revision() == other.event().revision();
                if (!oneRevision) { // within one revision their order shows in nothing that a digest covers
                    List<SnapshotRow> swapped = new ArrayList<>(rows);
                    Collections.swap(swapped, i, j);
                    refused(swapped, "exchanged " + rows.get(i) + " and " + rows.get(j));
                }
            }
        }
    }

    @Test
    void rowsOfAnotherContentThanTheirDigestAreRefused() {
        Digest digest = image.digest();
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(
                        () -> Snapshots.image(rows, new Digest(digest.version(), digest.chain(), digest.content() + 1)))
                .withMessageContaining("the digest says");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(
                        () -> Snapshots.image(rows, new Digest(digest.version() + 1, digest.chain(), digest.content())))
                .withMessageContaining("digest has version 2");
    }

    @Test
    void theChainIsTakenOverFromTheDigest() throws SnapshotException {
        Digest other = new Digest(image.digest().version(), 42, image.digest().content());
        assertThat(Snapshots.image(rows, other).digest()).isEqualTo(other);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (SnapshotRow.Counters counters : List.of(
                new SnapshotRow.Counters(0, 0, 0, 0, 0, 0),
                new SnapshotRow.Counters(5, 6, 0, 0, 0, 0),
                new SnapshotRow.Counters(5, -1, 0, 0, 0, 0),
                new SnapshotRow.Counters(1, 0, -1, 0, 0, 0),
                new SnapshotRow.Counters(1, 0, 0, -1, 0, 0),
                new SnapshotRow.Counters(1, 0, 0, 0, -1, 0),
                new SnapshotRow.Counters(1, 0, 0, 0, 0, -1))) {
            refusedAtOnce("counters " + counters, counters);
        }
        for (long number : new long[] {0, -1}) {
            refusedAtOnce("proposer", counters(), new SnapshotRow.Proposer(7, number));
        }
        refusedAtOnce("proposer", counters(), new SnapshotRow.Proposer(7, 1), new SnapshotRow.Proposer(7, 2));
        for (SnapshotRow.Lease lease : List.of(
                new SnapshotRow.Lease(0, 1, 5_000, 5_000, 0),
                new SnapshotRow.Lease(1, 0, 5_000, 5_000, 0),
                new SnapshotRow.Lease(1, 9, 5_000, 5_000, 0),
                new SnapshotRow.Lease(1, 1, 999, 999, 0),
                new SnapshotRow.Lease(1, 1, Long.MAX_VALUE, 5_000, 0),
                new SnapshotRow.Lease(1, 1, 5_000, 5_001, 0),
                new SnapshotRow.Lease(1, 1, 5_000, -1, 0),
                new SnapshotRow.Lease(1, 1, 5_000, 5_000, -1))) {
            refusedAtOnce("lease " + lease, counters(), lease);
        }
        for (SnapshotRow.Session session : List.of(
                session(0, 1, 50, 3, 5_000, 1),
                session(7, 2, 50, 3, 5_000, 1),
                session(7, 1, -1, 3, 5_000, 1),
                session(7, 1, 101, 3, 5_000, 1),
                session(7, 1, 50, 0, 5_000, 1),
                session(7, 1, 50, 10, 5_000, 1),
                session(7, 1, 50, 3, 6_000, 1),
                session(7, 1, 50, 3, 5_000, 0),
                session(8, 1, 50, 3, 5_000, 1))) {
            refusedAtOnce("session " + session, counters(), lease(), session);
        }
    }

    @Test
    void repliesThatNoWindowKeepsAreRefused() {
        SnapshotRow.Session session = session(7, 1, 50, 3, 5_000, 10);
        Outcome done = new Outcome.Compact(3);
        Outcome large = new Outcome.Put(3, new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[1024]), 2, 2, 1, 0));
        Outcome list = new Outcome.Leases(3, List.of(), false);
        Outcome nested = new Outcome.Transaction(3, true, List.of(new Outcome.Sessions(3, List.of(), false)));
        for (SnapshotRow.Reply reply : List.of(
                new SnapshotRow.Reply(8, 10, done),
                new SnapshotRow.Reply(7, 9, done),
                new SnapshotRow.Reply(7, 10 + 1024, done),
                new SnapshotRow.Reply(7, Long.MIN_VALUE, done),
                new SnapshotRow.Reply(7, 10, large),
                new SnapshotRow.Reply(7, 10, list),
                new SnapshotRow.Reply(7, 10, nested))) {
            refusedAtOnce("reply " + reply, counters(), lease(), session, reply);
        }
        refusedAtOnce("reply without session", counters(), lease(), new SnapshotRow.Reply(7, 10, done));
    }

    @Test
    void endingsThatCannotBeAreRefused() {
        for (SnapshotRow.Ending ending : List.of(
                new SnapshotRow.Ending(0, 5, SessionEnd.CLOSED, "", "", 1),
                new SnapshotRow.Ending(1, 0, SessionEnd.CLOSED, "", "", 1),
                new SnapshotRow.Ending(1, 7, SessionEnd.CLOSED, "", "", 1),
                new SnapshotRow.Ending(1, 5, SessionEnd.UNKNOWN, "", "", 1),
                new SnapshotRow.Ending(1, 5, SessionEnd.CLOSED, "", "", 101))) {
            refusedAtOnce("ending " + ending, counters(), lease(), session(7, 1, 50, 3, 5_000, 1), ending);
        }
        SnapshotRow.Ending first = new SnapshotRow.Ending(1, 5, SessionEnd.CLOSED, "", "", 1);
        refusedAtOnce("a gap", counters(), first, new SnapshotRow.Ending(3, 6, SessionEnd.CLOSED, "", "", 1));
        refusedAtOnce("twice", counters(), first, new SnapshotRow.Ending(2, 5, SessionEnd.CLOSED, "", "", 1));
    }

    @Test
    void historyThatNoCommandsMakeIsRefused() {
        KeyValue born = version("k", 5, 5, 1);
        KeyValue old = version("k", 2, 4, 2);
        for (Event event : List.of(
                new Event(Event.Kind.PUT, version("k", 6, 6, 1), null),
                new Event(Event.Kind.PUT, version("k", 4, 4, 1), null),
                new Event(Event.Kind.PUT, version("k", 5, 5, 2), null),
                new Event(Event.Kind.PUT, version("k", 4, 5, 1), null),
                new Event(Event.Kind.PUT, version("", 5, 5, 1), null),
                new Event(Event.Kind.PUT, born, old),
                new Event(Event.Kind.PUT, version("k", 2, 5, 4), old),
                new Event(Event.Kind.PUT, version("k", 2, 5, 3), version("other", 2, 4, 2)),
                new Event(Event.Kind.PUT, version("k", 2, 5, 3), version("k", 2, 5, 2)),
                new Event(Event.Kind.PUT, version("k", 1, 5, 3), version("k", 1, 4, 2)),
                new Event(Event.Kind.PUT, version("k", 2, 5, 9), version("k", 2, 4, 8)),
                new Event(Event.Kind.DELETE, KeyValue.tombstone(Bytes.utf8("k"), 5), null),
                new Event(Event.Kind.DELETE, version("k", 2, 5, 3), old))) {
            refusedAtOnce("event " + event, counters(), new SnapshotRow.Change(event));
        }
        SnapshotRow.Change change = new SnapshotRow.Change(new Event(Event.Kind.PUT, born, null));
        KeyValue again = version("k", 5, 6, 2);
        refusedAtOnce(
                "twice in a revision",
                counters(),
                change,
                new SnapshotRow.Change(new Event(Event.Kind.PUT, version("k", 5, 5, 2), null)));
        refusedAtOnce(
                "an old version after a change",
                counters(),
                change,
                new SnapshotRow.Change(new Event(Event.Kind.PUT, again, old)));
        refusedAtOnce("old and changed", counters(), change, new SnapshotRow.Key(old));
        refusedAtOnce("not old", counters(), new SnapshotRow.Key(version("k", 5, 5, 1)));
        refusedAtOnce(
                "attached to nothing",
                counters(),
                new SnapshotRow.Key(new KeyValue(Bytes.utf8("k"), Bytes.EMPTY, 2, 2, 1, 77)));
    }

    @Test
    void forgottenEndingsStayForgotten(CoordinationState state) throws SnapshotException {
        for (long session = 1; session <= 1_500; session++) {
            state.apply(batch(
                    new SessionCommand.Open(session, 5_000, "app", "alice", "host:1"),
                    new SessionCommand.Close(session)));
        }
        StateImage reread = Snapshots.image(Snapshots.rows(state.capture()), state.digest());
        assertThat(reread.sessions().ended()).isEqualTo(1_500);
        assertThat(reread.sessions().endingsKept()).isEqualTo(1_024);
        assertThat(reread.sessions().endOf(476)).isEqualTo(SessionEnd.UNKNOWN);
        assertThat(reread.sessions().endOf(477)).isEqualTo(SessionEnd.CLOSED);
        List<SnapshotRow> fewer = new ArrayList<>(Snapshots.rows(state.capture()));
        // The first ending stands behind the counters and the proposers.
        fewer.remove(1 + state.proposers().size());
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> Snapshots.image(fewer, state.digest()))
                .withMessageContaining("are remembered");
    }

    @Test
    void versionsAndKeysAreSharedAsBefore(CoordinationState state) {
        apply(state, put("k", "1"));
        apply(state, put("k", "2"));
        StateImage reread = Snapshots.reread(state.capture());
        Event first = reread.keyspace().log().get(0);
        Event second = reread.keyspace().log().get(1);
        assertThat(second.previous()).isSameAs(first.keyValue());
        assertThat(second.keyValue().key()).isSameAs(first.keyValue().key());
        assertThat(reread.keyspace().live().get(Bytes.utf8("k"))).isSameAs(second.keyValue());
    }

    /** Revision 9, history from 5 on. */
    private static SnapshotRow.Counters counters() {
        return new SnapshotRow.Counters(9, 5, 100, 3, 8, 0);
    }

    private static SnapshotRow.Lease lease() {
        return new SnapshotRow.Lease(1, 1, 5_000, 5_000, 7);
    }

    private static SnapshotRow.Session session(
            long id, long lease, long openedMillis, long openedRevision, long ttlMillis, long floor) {
        return new SnapshotRow.Session(
                id, lease, "app", "alice", "host:1", openedMillis, openedRevision, ttlMillis, 0, floor);
    }

    private static KeyValue version(String key, long created, long modified, long version) {
        return new KeyValue(Bytes.utf8(key), Bytes.EMPTY, created, modified, version, 0);
    }

    private void refused(List<SnapshotRow> changed, String what) {
        assertThatExceptionOfType(SnapshotException.class)
                .as(what)
                .isThrownBy(() -> Snapshots.image(changed, image.digest()));
    }

    /** The last of these rows must be refused, the others not. */
    private static void refusedAtOnce(String what, SnapshotRow... rows) {
        SnapshotBuilder builder = new SnapshotBuilder();
        try {
            for (SnapshotRow row : Arrays.copyOf(rows, rows.length - 1)) {
                builder.add(row);
            }
        } catch (SnapshotException e) {
            throw new AssertionError(what, e);
        }
        assertThatExceptionOfType(SnapshotException.class)
                .as(what)
                .isThrownBy(() -> builder.add(rows[rows.length - 1]))
                .withMessageStartingWith("row " + (rows.length - 1) + ": ");
    }
}
