package io.holdfast.statemachine.session;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Changes the reply window of one session during one batch: the ring is copied at the first change, then written in
 * place until {@link #freeze}, after which the editor is dropped. Confined to the apply thread.
 */
final class WindowEditor {
    private static final int LEAST_SLOTS = 4;

    final SessionEntry before;
    private final long session;
    private @Nullable Reply[] ring;
    private boolean owned;
    private long floor;
    private int span;
    private int bytes;
    private long content;

    /** How many requests from the floor on are known to be condensed as far as they can be. */
    private int condensed;

    WindowEditor(SessionEntry before) {
        ReplyWindow window = before.window();
        this.before = before;
        this.session = before.session().id();
        this.ring = window.ring;
        this.floor = window.floor();
        this.span = window.span;
        this.bytes = window.bytes();
        this.content = window.repliesContent;
    }

    boolean changed() {
        return owned;
    }

    ReplyWindow freeze() {
        return new ReplyWindow(ring, floor, span, bytes, content);
    }

    long floor() {
        return floor;
    }

    /** Whether a request at or above the floor lies beyond the room for open requests. */
    boolean isBeyond(long sequence) {
        return sequence - floor >= Limits.MAX_OPEN_REQUESTS;
    }

    @Nullable
    Reply at(long sequence) {
        return sequence - floor < span ? ring[ReplyWindow.slot(ring, sequence)] : null;
    }

    /** Forgets every request below a new floor; a lower one than before changes nothing. */
    void raiseFloor(long to) {
        if (to <= floor) {
            return;
        }
        own();
        int dropped = (int) Math.min(to - floor, span);
        for (int i = 0; i < dropped; i++) {
            int slot = ReplyWindow.slot(ring, floor + i);
            Reply reply = ring[slot];
            if (reply != null) {
                bytes -= reply.bytes();
                content -= reply.content();
                ring[slot] = null;
            }
        }
        floor = to;
        span -= dropped;
        condensed = Math.max(0, condensed - dropped);
    }

    /** Keeps the outcome of a request within the window of which nothing is known yet. */
    void keep(long sequence, Outcome outcome) {
        add(sequence, Reply.of(session, sequence, KeptSize.kept(outcome)));
        while (bytes > Limits.MAX_KEPT_SESSION_BYTES) {
            condense(floor + condensed++);
        }
    }

    /** Closes a request within the window of which nothing is known yet. */
    void close(long sequence) {
        add(sequence, Reply.closed(session, sequence));
    }

    private void add(long sequence, Reply reply) {
        int offset = (int) (sequence - floor);
        span = Math.max(span, offset + 1);
        own();
        ring[ReplyWindow.slot(ring, sequence)] = reply;
        bytes += reply.bytes();
        content += reply.content();
        condensed = Math.min(condensed, offset);
    }

    private void condense(long sequence) {
        Reply reply = at(sequence);
        if (reply == null || reply.outcome() == null || reply.bytes() <= KeptSize.LEAST_BYTES) {
            return;
        }
        Reply less = Reply.of(session, sequence, KeptSize.condensed(reply.outcome()));
        ring[ReplyWindow.slot(ring, sequence)] = less;
        bytes += less.bytes() - reply.bytes();
        content += less.content() - reply.content();
    }

    /** Makes the ring writable and as long as the span needs: the least power of two, so that growing doubles it. */
    private void own() {
        if (owned && span <= ring.length) {
            return;
        }
        int length = Integer.highestOneBit(2 * Math.max(LEAST_SLOTS, span) - 1);
        @Nullable Reply[] copy = new Reply[length];
        int kept = Math.min(span, ring.length);
        for (int i = 0; i < kept; i++) {
            copy[ReplyWindow.slot(copy, floor + i)] = ring[ReplyWindow.slot(ring, floor + i)];
        }
        ring = copy;
        owned = true;
    }
}
