package io.holdfast.statemachine.digest;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;

/**
 * The hash of one entry of the state. The content digest is the sum of the hashes of all entries, modulo 2^64: a sum
 * does not depend on order and takes an entry out as easily as it put it in.
 */
public final class ContentHash {
    private static final long KEY_VALUE = 1;
    private static final long MEMBER = 2;
    private static final long LEASE = 3;
    private static final long ATTACHMENT = 4;
    private static final long SESSION = 5;
    private static final long FLOOR = 6;
    private static final long REPLY = 7;
    private static final long ENDING = 8;
    private static final long LOCK = 9;
    private static final long HOLD = 10;
    private static final long WAIT = 11;
    private static final long LOCK_ENDING = 12;
    private static final long ELECTION_CHANGE = 13;

    private ContentHash() {}

    /** A live key with all its fields. */
    public static long of(KeyValue keyValue) {
        long hash = Hash64.mix(KEY_VALUE, keyValue.key());
        hash = Hash64.mix(hash, keyValue.value());
        hash = Hash64.mix(hash, keyValue.createRevision());
        hash = Hash64.mix(hash, keyValue.modRevision());
        hash = Hash64.mix(hash, keyValue.version());
        return Hash64.mix(hash, keyValue.lease());
    }

    /** A node's entry in the member table. */
    public static long ofMember(String node, String storage) {
        return Hash64.mix(Hash64.mix(MEMBER, node), storage);
    }

    /** A lease with all its fields. */
    public static long ofLease(long lease, long epoch, long ttlMillis, long boundMillis, long session) {
        long hash = Hash64.mix(Hash64.mix(LEASE, lease), epoch);
        hash = Hash64.mix(Hash64.mix(hash, ttlMillis), boundMillis);
        return Hash64.mix(hash, session);
    }

    /** That a key is attached to a lease, as the lease table writes it. */
    public static long ofAttachment(Bytes attachment) {
        return Hash64.mix(ATTACHMENT, attachment);
    }

    /** A session's numbers and texts, each in a fixed order. */
    public static long ofSession(long[] numbers, String[] texts) {
        return all(SESSION, numbers, texts);
    }

    /** A session with a grace, from the hash of the rest of it. */
    public static long withGrace(long session, long graceMillis) {
        return Hash64.mix(session, graceMillis);
    }

    /** Where a session's window of replies begins. */
    public static long ofFloor(long session, long floor) {
        return Hash64.mix(Hash64.mix(FLOOR, session), floor);
    }

    /** A kept reply; the hash of its outcome is 0 for a request that was closed. */
    public static long ofReply(long session, long sequence, long outcomeHash) {
        return Hash64.mix(Hash64.mix(Hash64.mix(REPLY, session), sequence), outcomeHash);
    }

    /** The remembered end of a session: its numbers and texts, each in a fixed order. */
    public static long ofEnding(long[] numbers, String[] texts) {
        return all(ENDING, numbers, texts);
    }

    /** A lock's numbers in a fixed order, and its name. */
    public static long ofLock(long[] numbers, String name) {
        return Hash64.mix(all(LOCK, numbers, new String[0]), name);
    }

    /** A hold's numbers and texts, each in a fixed order. */
    public static long ofHold(long[] numbers, String[] texts) {
        return all(HOLD, numbers, texts);
    }

    /** A wait's numbers and texts, each in a fixed order. */
    public static long ofWait(long[] numbers, String[] texts) {
        return all(WAIT, numbers, texts);
    }

    /** The remembered end of a hold: its numbers and texts, each in a fixed order. */
    public static long ofLockEnding(long[] numbers, String[] texts) {
        return all(LOCK_ENDING, numbers, texts);
    }

    /** A hold or a wait of an election, whose hash as such is given: what a candidate has besides. */
    public static long ofCandidate(long stake, int priority, Bytes value) {
        return Hash64.mix(Hash64.mix(stake, priority), value);
    }

    /** The remembered change of an election: its numbers and texts, each in a fixed order, and its value. */
    public static long ofElectionChange(long[] numbers, String[] texts, Bytes value) {
        return Hash64.mix(all(ELECTION_CHANGE, numbers, texts), value);
    }

    private static long all(long seed, long[] numbers, String[] texts) {
        long hash = seed;
        for (long number : numbers) {
            hash = Hash64.mix(hash, number);
        }
        for (String text : texts) {
            hash = Hash64.mix(hash, text);
        }
        return hash;
    }
}
