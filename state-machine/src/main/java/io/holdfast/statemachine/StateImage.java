package io.holdfast.statemachine;

import io.holdfast.model.KeyValue;
import io.holdfast.statemachine.config.ConfigTable;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.digest.Hash64;
import io.holdfast.statemachine.kv.Keyspace;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.lock.LockTable;
import io.holdfast.statemachine.member.MemberStore;
import io.holdfast.statemachine.member.MemberTable;
import io.holdfast.statemachine.proposer.ProposerTable;
import io.holdfast.statemachine.session.SessionTable;
import io.holdfast.statemachine.tree.Cursor;
import java.util.Objects;

/**
 * The whole replicated state after one batch. Immutable, safe for any thread; shares what it can with later states.
 *
 * @param keyspace all keys and their history
 * @param leases the lease table, with what is attached
 * @param sessions the session table, with the replies that are kept
 * @param locks the lock table
 * @param configs the config sets
 * @param members the member table
 * @param proposers how far each proposer's batches were applied
 * @param timestampMillis the largest timestamp of any batch so far, for display only
 * @param chain the digest over every outcome and event so far
 * @param entriesHash the sum of the hashes of all entries of all tables, kept incrementally
 */
public record StateImage(
        Keyspace keyspace,
        LeaseTable leases,
        SessionTable sessions,
        LockTable locks,
        ConfigTable configs,
        MemberTable members,
        ProposerTable proposers,
        long timestampMillis,
        long chain,
        long entriesHash) {
    /** Before any command. */
    static final StateImage EMPTY = new StateImage(
            Keyspace.empty(),
            LeaseTable.EMPTY,
            SessionTable.EMPTY,
            LockTable.EMPTY,
            ConfigTable.EMPTY,
            MemberTable.EMPTY,
            ProposerTable.EMPTY,
            0,
            0,
            0);

    /** Refuses null. */
    public StateImage {
        Objects.requireNonNull(keyspace, "keyspace");
        Objects.requireNonNull(leases, "leases");
        Objects.requireNonNull(sessions, "sessions");
        Objects.requireNonNull(locks, "locks");
        Objects.requireNonNull(configs, "configs");
        Objects.requireNonNull(members, "members");
        Objects.requireNonNull(proposers, "proposers");
    }

    /** The digest, from what was kept incrementally. */
    public Digest digest() {
        return new Digest(Hash64.VERSION, chain, content(entriesHash));
    }

    /** The digest with its content computed anew from every entry. Takes time for all keys. */
    public Digest recomputedDigest() {
        long sum = 0;
        Cursor<KeyValue> cursor = keyspace.live().ascending();
        for (KeyValue keyValue = cursor.next(); keyValue != null; keyValue = cursor.next()) {
            sum += ContentHash.of(keyValue);
        }
        sum += leases.recomputedContent()
                + sessions.recomputedContent()
                + locks.recomputedContent()
                + configs.recomputedContent()
                + MemberStore.contentOf(members);
        return new Digest(Hash64.VERSION, chain, content(sum));
    }

    private long content(long entries) {
        long hash = Hash64.mix(entries, keyspace.revision());
        hash = Hash64.mix(Hash64.mix(hash, keyspace.compactedRevision()), timestampMillis);
        hash = Hash64.mix(Hash64.mix(hash, leases.lastPicked()), leases.lastEpoch());
        hash = Hash64.mix(Hash64.mix(hash, sessions.ended()), proposers.content());
        if (locks.isUntouched()) { // as before there were locks, so that digests of then stay what they are
            return hash;
        }
        hash = Hash64.mix(Hash64.mix(Hash64.mix(hash, locks.grants()), locks.tickets()), locks.ended());
        return locks.changes() == 0 ? hash : Hash64.mix(hash, locks.changes()); // as before there were elections
    }
}
