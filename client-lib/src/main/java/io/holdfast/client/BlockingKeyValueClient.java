package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Keys and values for callers that wait. Every method is that of {@link KeyValueClient}, waits for its answer at most
 * until the deadline, and throws {@link HoldfastException}. Safe for any thread, virtual ones included: nothing is
 * locked while waiting. An interrupt ends the waiting with {@link CallInterruptedException} and stays set.
 */
public interface BlockingKeyValueClient {
    /** Stores {@code value} under {@code key}. */
    default PutReply put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.DEFAULT);
    }

    /** Stores {@code value} under {@code key}, both as UTF-8. */
    default PutReply put(String key, String value) {
        return put(Bytes.utf8(key), Bytes.utf8(value), PutOptions.DEFAULT);
    }

    /** Stores {@code value} under {@code key}. */
    PutReply put(Bytes key, Bytes value, PutOptions options);

    /** Reads the newest version of one key. */
    default GetReply get(Bytes key) {
        return get(key, ReadOptions.DEFAULT);
    }

    /** Reads the newest version of one key, named in UTF-8. */
    default GetReply get(String key) {
        return get(Bytes.utf8(key), ReadOptions.DEFAULT);
    }

    /** Reads one key as it was at {@code revision}; 0 for the newest. */
    default GetReply get(Bytes key, long revision) {
        return get(key, ReadOptions.DEFAULT.revision(revision));
    }

    /** Reads one key. */
    GetReply get(Bytes key, ReadOptions options);

    /** Deletes one key; deleting an absent key is a success that deletes 0. */
    default DeleteReply delete(Bytes key) {
        return deleteRange(KeyRange.single(key), DeleteOptions.DEFAULT);
    }

    /** Deletes one key, named in UTF-8. */
    default DeleteReply delete(String key) {
        return delete(Bytes.utf8(key));
    }

    /** Deletes every key of a range, in one revision. */
    default DeleteReply deleteRange(KeyRange range) {
        return deleteRange(range, DeleteOptions.DEFAULT);
    }

    /** Deletes every key of a range, in one revision. */
    DeleteReply deleteRange(KeyRange range, DeleteOptions options);

    /** Reads the first page of a range, in key order. */
    default RangeReply range(KeyRange range) {
        return range(range, RangeOptions.DEFAULT);
    }

    /** Reads the first page of a range. */
    RangeReply range(KeyRange range, RangeOptions options);

    /**
     * Reads a range lazily, page by page, at one revision, as {@link KeyValueClient#pages} does: at most one page is in
     * memory. Reading the stream throws what reading a page throws.
     */
    Stream<KeyValue> stream(KeyRange range, RangeOptions options);

    /** Reads a range into one reply of at most {@code maxKeys} keys, as {@link KeyValueClient#getAll} does. */
    RangeReply getAll(KeyRange range, RangeOptions options, int maxKeys);

    /** Begins a transaction. */
    TransactionBuilder<TransactionReply> transaction();

    /** Drops every version that no read at {@code revision} or later can see. */
    CompactReply compact(long revision);

    /** This client with another deadline for each call. */
    BlockingKeyValueClient withTimeout(Duration timeout);

    /** This client with another freshness for reads, as {@link KeyValueClient#withConsistency} gives. */
    BlockingKeyValueClient withConsistency(Consistency consistency);
}
