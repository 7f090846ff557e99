package io.holdfast.statemachine.digest;

import io.holdfast.model.KeyValue;

/**
 * The hash of one entry of the state. The content digest is the sum of the hashes of all entries, modulo 2^64: a sum
 * does not depend on order and takes an entry out as easily as it put it in.
 */
public final class ContentHash {
    private static final long KEY_VALUE = 1;
    private static final long MEMBER = 2;

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
}
