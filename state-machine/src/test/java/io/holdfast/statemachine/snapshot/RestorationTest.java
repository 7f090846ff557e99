package io.holdfast.statemachine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.Batches;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestorationTest {
    private final StateImage backup = withAKeyOfASession(SampleState.withConfigs());
    private final StateImage restored = restored(backup);
    private final CoordinationState state = CoordinationState.restore(restored);
    private long newestProposer = -100;

    @Test
    void revisionAndEveryCounterOfGrantsLeap() {
        assertThat(state.revision()).isGreaterThanOrEqualTo(backup.keyspace().revision() + Limits.RESTORATION_LEAP);
        assertThat(state.compactedRevision()).isEqualTo(state.revision());
        assertThat(restored.locks().grants())
                .isGreaterThanOrEqualTo(backup.locks().grants() + Limits.RESTORATION_LEAP);
        assertThat(restored.locks().changes())
                .isGreaterThanOrEqualTo(backup.locks().changes() + Limits.RESTORATION_LEAP);
        assertThat(restored.leases().lastEpoch()).isEqualTo(backup.leases().lastEpoch() + Limits.RESTORATION_LEAP);
        assertThat(restored.leases().lastPicked()).isEqualTo(backup.leases().lastPicked() + Limits.RESTORATION_LEAP);
    }

    @Test
    void theNextFencingTokenIsAboveAllThatTheOldClusterCanHaveGiven() {
        CoordinationState never = CoordinationState.restore(restored(SampleState.image()));
        for (CoordinationState each : List.of(state, never)) {
            long before = each.locks().grants();
            Batches.apply(each, new SessionCommand.Open(0x4711, 10_000, "new", "alice", "host:9"));
            LockCommand acquire =
                    new LockCommand.Acquire(0x4711, 1, "brand/new", LockClaim.of(LockMode.EXCLUSIVE), false);
            assertThat(Batches.apply(each, acquire))
                    .isInstanceOfSatisfying(
                            LockOutcome.Granted.class,
                            granted -> assertThat(granted.token())
                                    .isEqualTo(before + 1)
                                    .isGreaterThan(Limits.RESTORATION_LEAP));
            StateRules.check(each.capture());
        }
    }

    @Test
    void everySessionEndsAsOneThatExpiredWithAllThatItHad() {
        assertThat(backup.sessions().size()).isPositive();
        assertThat(restored.sessions().size()).isZero();
        for (SessionRecord session : backup.sessions().after(0, Limits.MAX_LISTED)) {
            assertThat(restored.sessions().endOf(session.session())).isEqualTo(SessionEnd.EXPIRED);
            assertThat(restored.leases().get(session.lease())).isNull();
        }
        assertThat(restored.locks().holdCount()).isZero();
        assertThat(restored.locks().waitCount()).isZero();
        assertThat(restored.configs().clientCount()).isZero();
    }

    @Test
    void keysStayAsTheyWereButForThoseOfSessions() {
        List<Bytes> ephemeral = new ArrayList<>();
        for (SessionRecord session : backup.sessions().after(0, Limits.MAX_LISTED)) {
            ephemeral.addAll(backup.leases().keysOf(session.lease(), Integer.MAX_VALUE));
        }
        assertThat(ephemeral).isNotEmpty();
        Outcome.Range before = (Outcome.Range) CoordinationState.restore(backup).query(RangeQuery.of(KeyRange.ALL));
        Outcome.Range after = (Outcome.Range) state.query(RangeQuery.of(KeyRange.ALL));
        assertThat(after.keyValues())
                .isNotEmpty()
                .isEqualTo(before.keyValues().stream()
                        .filter(keyValue -> !ephemeral.contains(keyValue.key()))
                        .toList());
    }

    @Test
    void leasesWithoutASessionHaveTheirWholeTime() {
        List<LeaseRecord> free = backup.leases().after(0, Limits.MAX_LISTED).stream()
                .filter(lease -> lease.session() == 0)
                .toList();
        assertThat(free).anyMatch(lease -> lease.boundMillis() < lease.ttlMillis());
        assertThat(restored.leases().after(0, Limits.MAX_LISTED))
                .isEqualTo(free.stream()
                        .map(lease -> new LeaseRecord(
                                lease.lease(), lease.epoch(), lease.ttlMillis(), lease.ttlMillis(), 0, lease.keys()))
                        .toList());
    }

    @Test
    void releasesAndTheirHistoryAreKeptWhole() {
        assertThat(configuration(restored)).isNotEmpty().isEqualTo(configuration(backup));
        ConfigQuery history = new ConfigQuery.History("shop", 0, 100);
        Outcome before = CoordinationState.restore(backup).query(history);
        assertThat(state.query(history))
                .usingRecursiveComparison()
                .ignoringFields("revision")
                .isEqualTo(before);
    }

    private static List<SnapshotRow> configuration(StateImage image) {
        List<SnapshotRow> rows = new ArrayList<>(Snapshots.rows(image));
        rows.removeIf(row -> !(row instanceof ConfigRow) || row instanceof ConfigRow.Client);
        // A set that nobody made is there for its clients only.
        rows.removeIf(row -> row instanceof ConfigRow.Set set && set.latest() == 0);
        return rows;
    }

    @Test
    void whoeverWasFurtherThanTheBackupIsToldThatTheHistoryIsGone() {
        RangeQuery all = RangeQuery.of(KeyRange.ALL);
        for (long old :
                new long[] {backup.keyspace().revision(), backup.keyspace().revision() + 1_000_000}) {
            RangeQuery then =
                    new RangeQuery(KeyRange.ALL, old, 0, all.target(), all.order(), false, false, 0, 0, 0, 0, 0);
            assertThat(state.query(then))
                    .isInstanceOfSatisfying(
                            Outcome.Rejection.class,
                            no -> assertThat(no.reason()).isEqualTo(Reason.COMPACTED));
        }
    }

    @Test
    void whoeverObservedAnElectionFurtherThanTheBackupIsToldThatSomethingIsMissing() {
        long lost = backup.locks().changes() + 1_000;
        for (String election : List.of("leader/größe", "kept free", "over", "begun after the backup")) {
            assertThat(state.query(new LockQuery.Changes(election, lost, 10)))
                    .as(election)
                    .isInstanceOfSatisfying(LockOutcome.Changes.class, changes -> {
                        assertThat(changes.missed()).isTrue();
                        assertThat(changes.head()).isEqualTo(restored.locks().changes());
                    });
        }
    }

    @Test
    void nothingIsKnownOfMembersAndProposers() {
        assertThat(restored.members().storages()).isEmpty();
        assertThat(restored.proposers().size()).isZero();
    }

    @Test
    void equalBackupsAreRestoredToEqualStatesWithSoundDigests() {
        for (StateImage each :
                List.of(new CoordinationState().capture(), SampleState.image(), SampleState.withElections(), backup)) {
            StateImage once = restored(each);
            StateRules.check(once);
            assertThat(Snapshots.file(restored(Snapshots.reread(each)))).isEqualTo(Snapshots.file(once));
            assertThat(Snapshots.reread(once).digest()).isEqualTo(once.digest()).isNotEqualTo(each.digest());
        }
    }

    @Test
    void aRestoredStateGoesOnIsWrittenReadAndRestoredAgain() {
        for (StateImage each : List.of(new CoordinationState().capture(), SampleState.withElections(), backup)) {
            CoordinationState first = CoordinationState.restore(Snapshots.reread(restored(each)));
            long begun = first.revision();
            assertThat(Batches.apply(first, Batches.put("after", "1")).revision())
                    .isEqualTo(begun + 1);
            StateRules.check(first.capture());
            StateImage again = restored(Snapshots.reread(first.capture()));
            StateRules.check(again);
            assertThat(again.keyspace().revision()).isEqualTo(begun + 1 + Limits.RESTORATION_LEAP);
        }
    }

    @Test
    void aStateThatCountedFurtherThanAnybodyCountsIsRefused() {
        StateImage far = backup;
        long leaps = (1L << 61) / Limits.RESTORATION_LEAP;
        StateImage counted = new StateImage(
                far.keyspace().leapt(leaps * Limits.RESTORATION_LEAP),
                far.leases(),
                far.sessions(),
                far.locks(),
                far.configs(),
                far.members(),
                far.proposers(),
                far.timestampMillis(),
                far.chain(),
                far.entriesHash());
        assertThatThrownBy(() -> Restoration.of(counted, 1))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("revision");
    }

    @Test
    void aBackupThatIsRestoredAgainGivesNoNumberThatAClusterOfBeforeGave() {
        StateImage older = backup;
        CoordinationState old = CoordinationState.restore(backup);
        goOn(old);
        long known = 0;
        List<StateImage> ended = new ArrayList<>(List.of(old.capture()));
        // The same, an older one, and one of a restored cluster: whichever was restored before, nothing comes again.
        for (StateImage each : List.of(old.capture(), old.capture(), older, old.capture())) {
            StateImage begun = restored(each, Restoration.leapsAbove(each, known));
            StateRules.check(begun);
            assertThat(begun.keyspace().compactedRevision())
                    .isEqualTo(begun.keyspace().revision());
            CoordinationState runs = CoordinationState.restore(Snapshots.reread(begun));
            for (StateImage before : ended) {
                assertIsAbove(begun, before);
            }
            // The revision that a restoration prints is enough to know of it.
            known = runs.revision();
            goOn(runs);
            ended.add(runs.capture());
        }
        StateImage last = ended.get(ended.size() - 1);
        StateImage child = restored(last, Restoration.leapsAbove(last, 0));
        ended.forEach(before -> assertIsAbove(child, before));
        StateImage again =
                restored(older, Restoration.leapsAbove(older, child.keyspace().revision() + 77));
        assertIsAbove(again, child);
    }

    private static void assertIsAbove(StateImage later, StateImage before) {
        assertThat(later.keyspace().revision()).isGreaterThan(before.keyspace().revision());
        assertThat(later.locks().grants()).isGreaterThan(before.locks().grants());
        assertThat(later.locks().changes()).isGreaterThan(before.locks().changes());
        assertThat(later.leases().lastPicked()).isGreaterThan(before.leases().lastPicked());
        assertThat(later.leases().lastEpoch()).isGreaterThan(before.leases().lastEpoch());
    }

    /** Every counter moves. */
    private void goOn(CoordinationState runs) {
        StateImage before = runs.capture();
        later(runs, Batches.put("lost", "after the backup"));
        later(runs, new LeaseCommand.Grant(0, 5_000));
        long session = 0x5000 + before.keyspace().revision();
        later(runs, new SessionCommand.Open(session, 10_000, "later", "alice", "host:9"));
        long ticket = 0;
        for (LockMode mode : List.of(LockMode.EXCLUSIVE, LockMode.LEADER)) {
            LockCommand acquire =
                    new LockCommand.Acquire(session, ++ticket, "later/" + mode, LockClaim.of(mode), false);
            assertThat(later(runs, acquire)).isInstanceOf(LockOutcome.Granted.class);
        }
        assertIsAbove(runs.capture(), before);
    }

    /** Of a proposer that no backup knows. */
    private Outcome later(CoordinationState runs, Command command) {
        return runs.apply(new CommandBatch(0, --newestProposer, 1, List.of(command)))
                .outcomes()
                .get(0);
    }

    @Test
    void asManyLeapsAsLeadAboveTheHighestRevisionKnownAndOneIfNoneIsKnown() {
        long own = backup.keyspace().revision();
        for (long known : new long[] {0, 1, own, own + 1, Limits.RESTORATION_LEAP - 1}) {
            assertThat(Restoration.leapsAbove(backup, known))
                    .as("above " + known)
                    .isEqualTo(1);
        }
        assertThat(Restoration.leapsAbove(backup, Limits.RESTORATION_LEAP)).isEqualTo(2);
        assertThat(Restoration.leapsAbove(backup, 5 * Limits.RESTORATION_LEAP + 9_000))
                .isEqualTo(6);
        assertThat(Restoration.leapsAbove(restored, own)).isEqualTo(1);
        assertThat(Restoration.leapsAbove(restored, 5 * Limits.RESTORATION_LEAP))
                .isEqualTo(5);
    }

    @Test
    void leapsThatWouldWrapACounterAreRefused() {
        for (long known : new long[] {1L << 61, 1L << 62, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> Restoration.of(backup, Restoration.leapsAbove(backup, known)))
                    .isInstanceOf(SnapshotException.class);
        }
        StateImage far = restored(backup, (1L << 61) / Limits.RESTORATION_LEAP - 1);
        StateRules.check(far);
        assertThat(far.keyspace().revision()).isPositive().isLessThan(1L << 61);
        assertThatThrownBy(() -> Restoration.of(far, 1)).isInstanceOf(SnapshotException.class);
        assertThatThrownBy(() -> Restoration.of(backup, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static StateImage withAKeyOfASession(StateImage image) {
        CoordinationState held = CoordinationState.restore(image);
        SessionRecord session = held.sessions().after(0, 1).get(0);
        Put put = new Put(Bytes.utf8("held"), Bytes.utf8("while it lives"), session.lease(), false, false, false);
        assertThat(held.apply(new CommandBatch(0, -99, 1, List.of(put)))
                        .outcomes()
                        .get(0))
                .isInstanceOf(Outcome.Put.class);
        return held.capture();
    }

    private static StateImage restored(StateImage image) {
        return restored(image, 1);
    }

    private static StateImage restored(StateImage image, long leaps) {
        try {
            return Restoration.of(image, leaps);
        } catch (SnapshotException e) {
            throw new AssertionError(e);
        }
    }
}
