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
 * <p>What happened in the old cluster after the backup is lost, but its clients may still know of it, and of what happened in
 * other clusters that were restored before. So
 * <ul>
 *   <li>revision, fencing tokens, numbers of changes of elections, and ids and epochs of leases go on {@link
 *       Limits#RESTORATION_LEAP} further up, or a multiple of it ({@link #leapsAbove}): above whatever the old cluster and
 *       all that are known to have been restored can have given;
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

    private static final long MAX_LEAPS = MAX_COUNT / Limits.RESTORATION_LEAP;

    private final CoordinationState state;
    private long batches;

    private Restoration(StateImage backup) {
        state = CoordinationState.restore(withoutMembers(backup));
    }

    /**
     * How often the counters must leap so that they are above all that any cluster gave which came from the same one and
     * reached no higher revision than {@code above}. No cluster counts anything {@link Limits#RESTORATION_LEAP} far by
     * itself, so its revision divided by that tells how often all of its counters have leapt. One more is enough.
     *
     * @param above the highest revision known, of whichever cluster; below the backup's own it does not matter
     * @return 1 or more
     */
    public static long leapsAbove(StateImage backup, long above) {
        long reached = Math.max(above, backup.keyspace().revision());
        return reached / Limits.RESTORATION_LEAP - backup.keyspace().revision() / Limits.RESTORATION_LEAP + 1;
    }

    /**
     * The state to begin with.
     *
     * @param leaps how often the counters leap, 1 or more
     * @throws SnapshotException if a counter would come too high to go on from: no cluster counts so far
     */
    public static StateImage of(StateImage backup, long leaps) throws SnapshotException {
        if (leaps < 1) {
            throw new IllegalArgumentException(leaps + " leaps lead nowhere");
        }
        if (leaps > MAX_LEAPS) {
            throw new SnapshotException("the counters would be set forward by " + leaps + " times "
                    + Limits.RESTORATION_LEAP + ", and " + MAX_COUNT + " is as far as they may come");
        }
        long leap = Math.multiplyExact(leaps, Limits.RESTORATION_LEAP);
        requireRoom("revision", backup.keyspace().revision(), leap);
        requireRoom("newest fencing token", backup.locks().grants(), leap);
        requireRoom("number of the last change of an election", backup.locks().changes(), leap);
        requireRoom("highest lease", backup.leases().lastPicked(), leap);
        requireRoom("newest epoch of a lease", backup.leases().lastEpoch(), leap);
        Restoration restoration = new Restoration(backup);
        restoration.endSessions();
        restoration.giveLeasesTheirTime();
        return leapt(restoration.state.capture(), leap);
    }

    private static void requireRoom(String what, long count, long leap) throws SnapshotException {
        if (count > MAX_COUNT - leap) {
            throw new SnapshotException("the " + what + " is " + count + ", too high to be set forward by " + leap
                    + " more: " + MAX_COUNT + " is as far as it may come");
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

    private static StateImage leapt(StateImage ended, long leap) {
        Keyspace keyspace = ended.keyspace().leapt(leap);
        LockTable locks = ended.locks().leapt(leap);
        return new StateImage(
                keyspace,
                ended.leases().leapt(leap),
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
