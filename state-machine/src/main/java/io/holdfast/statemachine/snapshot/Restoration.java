package io.holdfast.statemachine.snapshot;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.digest.Hash64;
import io.holdfast.statemachine.kv.Keyspace;
import io.holdfast.statemachine.lock.LockTable;
import io.holdfast.statemachine.member.MemberStore;
import io.holdfast.statemachine.member.MemberTable;
import io.holdfast.statemachine.proposer.ProposerTable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a new cluster begins with when it is restored from a backup. A pure function: equal states are restored to equal
 * states, with equal digests, on whatever machine.
 *
 * <p>What happened in the old cluster after the backup is lost, but its clients may still know of it. So
 * <ul>
 *   <li>revision, fencing tokens, numbers of changes of elections, and ids and epochs of leases go on {@link
 *       Limits#RESTORATION_LEAP} further up, above whatever the old cluster can have given;
 *   <li>the history before that revision is compacted: a watch that was further is told so;
 *   <li>every session ends as one that expired, with its keys, locks, places in queues and clients of config sets;
 *   <li>leases without a session have their whole time to live from now on;
 *   <li>nothing is known of members and proposers: they are new.
 * </ul>
 * Everything else stays: keys, locks that an operator sized or a lock-delay keeps free, config sets with all their releases.
 */
public final class Restoration {
    /** Counters beyond it have been restored more often than anybody does, and must not wrap. */
    private static final long MAX_COUNT = 1L << 61;

    private final CoordinationState state;
    private long batches;

    private Restoration(StateImage backup) {
        state = CoordinationState.restore(withoutMembers(backup));
    }

    /**
     * The state to begin with.
     *
     * @throws SnapshotException if the counters are too high to go on from: no cluster counts so far
     */
    public static StateImage of(StateImage backup) throws SnapshotException {
        requireRoom("revision", backup.keyspace().revision());
        requireRoom("newest fencing token", backup.locks().grants());
        requireRoom("number of the last change of an election", backup.locks().changes());
        requireRoom("highest lease", backup.leases().lastPicked());
        requireRoom("newest epoch of a lease", backup.leases().lastEpoch());
        Restoration restoration = new Restoration(backup);
        restoration.endSessions();
        restoration.giveLeasesTheirTime();
        return leapt(restoration.state.capture());
    }

    private static void requireRoom(String what, long count) throws SnapshotException {
        if (count > MAX_COUNT) {
            throw new SnapshotException("the " + what + " is " + count + ", too high to be set forward by "
                    + Limits.RESTORATION_LEAP + " more");
        }
    }

    private static StateImage withoutMembers(StateImage backup) {
        return new StateImage(
                backup.keyspace(),
                backup.leases(),
                backup.sessions(),
                backup.locks(),
                backup.configs(),
                MemberTable.EMPTY,
                ProposerTable.EMPTY,
                backup.timestampMillis(),
                backup.chain(),
                backup.entriesHash() - MemberStore.contentOf(backup.members()));
    }

    private void endSessions() {
        List<SessionRecord> page = state.sessions().after(0, Limits.MAX_LISTED);
        while (!page.isEmpty()) {
            List<Command> ends = new ArrayList<>();
            for (SessionRecord session : page) {
                LeaseRecord lease = state.leases().get(session.lease());
                if (lease == null) {
                    throw new IllegalStateException("session " + session + " has no lease");
                }
                ends.add(new LeaseCommand.Expire(lease.lease(), lease.epoch(), 0));
            }
            apply(ends);
            page = state.sessions().after(0, Limits.MAX_LISTED);
        }
    }

    private void giveLeasesTheirTime() {
        List<LeaseRecord> page = state.leases().after(0, Limits.MAX_RENEWALS);
        while (!page.isEmpty()) {
            List<LeaseCommand.Bound> bounds = page.stream()
                    .map(lease -> new LeaseCommand.Bound(lease.lease(), lease.epoch(), lease.ttlMillis()))
                    .toList();
            apply(List.of(new LeaseCommand.Checkpoint(bounds, 0)));
            page = state.leases().after(page.get(page.size() - 1).lease(), Limits.MAX_RENEWALS);
        }
    }

    /** The clock stands meanwhile: everything ends at the time of the backup's last entry. */
    private void apply(List<Command> commands) {
        state.apply(new CommandBatch(state.timestampMillis(), 0, ++batches, commands));
    }

    private static StateImage leapt(StateImage ended) {
        Keyspace keyspace = ended.keyspace().leapt(Limits.RESTORATION_LEAP);
        LockTable locks = ended.locks().leapt(Limits.RESTORATION_LEAP);
        return new StateImage(
                keyspace,
                ended.leases().leapt(Limits.RESTORATION_LEAP),
                ended.sessions(),
                locks,
                ended.configs(),
                ended.members(),
                ProposerTable.EMPTY,
                ended.timestampMillis(),
                Hash64.mix(ended.chain(), keyspace.revision()),
                ended.entriesHash() - ended.locks().content() + locks.content());
    }
}
