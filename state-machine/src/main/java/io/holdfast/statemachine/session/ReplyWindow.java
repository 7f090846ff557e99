package io.holdfast.statemachine.session;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * The replies that a session keeps for repetitions of its requests: those whose outcome the client has not confirmed.
 * Immutable, safe for any thread.
 *
 * <p>The reply of request {@code n} stands in slot {@code n mod length} of a ring whose length is a power of two and at
 * least the span from the floor to the highest reply.
 */
public final class ReplyWindow {
    static final ReplyWindow EMPTY = new ReplyWindow(new Reply[1], 1, 0, 0, 0);

    final @Nullable Reply[] ring;
    final int span;
    final long repliesContent;
    private final long floor;
    private final int bytes;

    ReplyWindow(@Nullable Reply[] ring, long floor, int span, int bytes, long repliesContent) {
        this.ring = ring;
        this.floor = floor;
        this.span = span;
        this.bytes = bytes;
        this.repliesContent = repliesContent;
    }

    /** The lowest request whose outcome may be kept; what became of those below it is forgotten. */
    public long floor() {
        return floor;
    }

    /** How far the highest request that something is known of lies above the floor, itself included; 0 if nothing is. */
    public int span() {
        return span;
    }

    /** How many bytes the kept outcomes count. */
    public int bytes() {
        return bytes;
    }

    /** Whether something is known of a request: its outcome, or that it was closed. */
    public boolean knows(long sequence) {
        return at(sequence) != null;
    }

    /** The kept outcome of a request; null if it was closed or nothing is known. */
    public @Nullable Outcome outcomeOf(long sequence) {
        Reply reply = at(sequence);
        return reply == null ? null : reply.outcome();
    }

    @Nullable
    Reply at(long sequence) {
        boolean within = sequence >= floor && sequence - floor < span;
        return within ? ring[slot(ring, sequence)] : null;
    }

    /** The hash of floor and replies, from what was kept incrementally. */
    long content(long session) {
        return ContentHash.ofFloor(session, floor) + repliesContent;
    }

    /** The same, computed anew. */
    long recomputedContent(long session) {
        long sum = ContentHash.ofFloor(session, floor);
        for (int i = 0; i < span; i++) {
            Reply reply = at(floor + i);
            sum += reply == null ? 0 : Reply.contentOf(session, floor + i, reply.outcome());
        }
        return sum;
    }

    /** Writes what is known of requests, in order. */
    <X extends Exception> void writeRows(long session, RowSink<X> sink) throws X {
        for (int i = 0; i < span; i++) {
            Reply reply = at(floor + i);
            if (reply != null) {
                sink.row(new SnapshotRow.Reply(session, floor + i, reply.outcome()));
            }
        }
    }

    static int slot(@Nullable Reply[] ring, long sequence) {
        return (int) sequence & (ring.length - 1);
    }
}
