package io.holdfast.client.internal;

import io.holdfast.wire.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Puts waiting calls into frames, as many as a link takes, unless a failure asked for a pause. Confined to the loop.
 *
 * <p>Batching needs no timer: the first arrival wakes the loop, and whatever arrives until it gets there, or while it
 * writes a frame, goes out with the next frame.
 */
final class Sender {
    /** Enough to make the cost of a frame vanish, little enough that the first calls of it are not kept waiting. */
    static final int FRAME_BYTES = 256 << 10;

    static final int FRAME_CALLS = 4096;

    private final Queues queues;
    private final Router router;
    private final Backoff pause;
    private long pausedUntil;
    private boolean redirected;

    Sender(Settings settings, Queues queues, Router router, Random random, long now) {
        this.queues = queues;
        this.router = router;
        this.pause = new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random);
        this.pausedUntil = now;
    }

    /** Sends what can be sent. */
    void pump(long now) {
        if (!queues.anyNode().isEmpty()) {
            router.spread().send(queues.anyNode(), now);
        }
        if (!queues.leader().isEmpty() && now - pausedUntil >= 0) {
            Link target = router.target();
            if (target != null) {
                send(target, queues.leader(), now);
            }
        }
    }

    private static void send(Link link, ArrayDeque<Call> calls, long now) {
        while (!calls.isEmpty() && link.canSend()) {
            List<Request> frame = new ArrayList<>(Math.min(calls.size(), FRAME_CALLS));
            int bytes = 0;
            while (frame.size() < FRAME_CALLS && link.hasCredit()) {
                Call call = calls.peek();
                if (call == null || (bytes > 0 && bytes + call.payload.bytes() > FRAME_BYTES)) {
                    break;
                }
                calls.remove();
                if (!call.settled) {
                    frame.add(link.open(call, now));
                    bytes += call.payload.bytes();
                }
            }
            if (!frame.isEmpty()) {
                link.send(frame);
            }
        }
    }

    /** A node carried something out: the next failure is the first again. */
    void wentWell() {
        pause.reset();
        redirected = false;
    }

    /** A call is to be tried again: elsewhere, or after a pause, or both. */
    void reroute(Link link, Call call, Verdict verdict, long now) {
        if (call.payload.anyNode()) {
            // Another node is asked at once, if there is one in good standing; else the pauses of the nodes are the
            // call's.
            call.lastFailure = verdict.failure();
            router.spread().failed(link, verdict.retryAfterNanos(), now);
            return;
        }
        if (verdict.elsewhere()) {
            router.notLeading(link, verdict.leader());
        }
        // The first redirect is followed at once; nodes that send us round in circles must not cost a core.
        boolean wait = !verdict.elsewhere() || redirected;
        redirected |= verdict.elsewhere();
        if (wait && now - pausedUntil >= 0) {
            pausedUntil = now + Math.max(pause.next(), verdict.retryAfterNanos());
        }
    }
}
