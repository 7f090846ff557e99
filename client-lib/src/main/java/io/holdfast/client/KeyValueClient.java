package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Keys and values, asynchronously. Writes are linearizable, reads too unless {@link #withConsistency} or
 * the options of a call say otherwise. Safe for any thread; nothing here blocks.
 *
 * <p>Every call ends by its deadline (the client's request timeout, or {@link #withTimeout}). Within it, it is tried again
 * after a redirect, an overload, a change of leaders or a broken connection. A write is applied once however often it is sent;
 * one whose deadline passes after it was sent fails with outcome {@link OperationOutcome#UNKNOWN} and its {@link
 * HoldfastException#requestId name}.
 *
 * <p>Futures complete on the client's callback executor, never on a network thread, and fail with a {@link
 * HoldfastException}. Cancelling a future stops the waiting, not the operation. Calls of one thread are sent in the
 * order made; a retried one may be overtaken.
 */
public interface KeyValueClient {
    /** Stores {@code value} under {@code key}. */
    default CompletableFuture<PutReply> put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.DEFAULT);
    }

    /** Stores {@code value} under {@code key}, both as UTF-8. */
    default CompletableFuture<PutReply> put(String key, String value) {
        return put(Bytes.utf8(key), Bytes.utf8(value), PutOptions.DEFAULT);
    }

    /** Stores {@code value} under {@code key}. */
    CompletableFuture<PutReply> put(Bytes key, Bytes value, PutOptions options);

    /** Reads the newest version of one key. */
    default CompletableFuture<GetReply> get(Bytes key) {
        return get(key, ReadOptions.DEFAULT);
    }

    /** Reads the newest version of one key, named in UTF-8. */
    default CompletableFuture<GetReply> get(String key) {
        return get(Bytes.utf8(key), ReadOptions.DEFAULT);
    }

    /** Reads one key as it was at {@code revision}; 0 for the newest. */
    default CompletableFuture<GetReply> get(Bytes key, long revision) {
        return get(key, ReadOptions.DEFAULT.revision(revision));
    }

    /** Reads one key. */
    CompletableFuture<GetReply> get(Bytes key, ReadOptions options);

    /** Deletes one key; deleting an absent key is a success that deletes 0. */
    default CompletableFuture<DeleteReply> delete(Bytes key) {
        return deleteRange(KeyRange.single(key), DeleteOptions.DEFAULT);
    }

    /** Deletes one key, named in UTF-8. */
    default CompletableFuture<DeleteReply> delete(String key) {
        return delete(Bytes.utf8(key));
    }

    /** Deletes every key of a range, in one revision. */
    default CompletableFuture<DeleteReply> deleteRange(KeyRange range) {
        return deleteRange(range, DeleteOptions.DEFAULT);
    }

    /** Deletes every key of a range, in one revision. */
    CompletableFuture<DeleteReply> deleteRange(KeyRange range, DeleteOptions options);

    /** Reads the first page of a range, in key order. */
    default CompletableFuture<RangeReply> range(KeyRange range) {
        return range(range, RangeOptions.DEFAULT);
    }

    /** Reads the first page of a range. */
    CompletableFuture<RangeReply> range(KeyRange range, RangeOptions options);

    /**
     * Reads a range page by page, at one revision; {@link RangeOptions#limit} bounds all pages together.
     *
     * @throws IllegalArgumentException if the options sort by anything but ascending key, or ask for a count only
     */
    RangePages pages(KeyRange range, RangeOptions options);

    /**
     * Reads as many pages as needed, at one revision, into one reply of at most {@code maxKeys} keys; {@link
     * RangeReply#more} says whether there were more. Takes the memory of the whole answer. The deadline holds for each
     * page.
     *
     * @throws IllegalArgumentException as {@link #pages}, or if {@code maxKeys} is not positive
     */
    CompletableFuture<RangeReply> getAll(KeyRange range, RangeOptions options, int maxKeys);

    /** Begins a transaction. */
    TransactionBuilder<CompletableFuture<TransactionReply>> transaction();

    /** Drops every version that no read at {@code revision} or later can see. */
    CompletableFuture<CompactReply> compact(long revision);

    /**
     * This client with another deadline for each call.
     *
     * @throws IllegalArgumentException unless it is positive and at most a day
     */
    KeyValueClient withTimeout(Duration timeout);

    /**
     * This client with another freshness for the reads whose options name none, transactions that only read included.
     * Writes are not touched by it.
     */
    KeyValueClient withConsistency(Consistency consistency);

    /** The same calls, waiting for their answers. */
    BlockingKeyValueClient blocking();
}
