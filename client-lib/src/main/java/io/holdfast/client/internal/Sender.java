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
    private final WriteSession writes;
    private final Endings endings;
    private final Backoff pause;
    private long pausedUntil;
    private boolean redirected;

    Sender(
            Settings settings,
            Queues queues,
            Router router,
            WriteSession writes,
            Endings endings,
            Random random,
            long now) {
        this.queues = queues;
        this.router = router;
        this.writes = writes;
        this.endings = endings;
        this.pause = new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random);
        this.pausedUntil = now;
    }

    /** Sends what can be sent. */
    void pump(long now) {
        if (!queues.anyNode().isEmpty()) {
            router.spread().send(queues.anyNode(), now);
        }
        if (queues.forLeader() && now - pausedUntil >= 0) {
            Link target = router.route();
            if (target != null) {
                writes.look();
                if (queues.holding()) {
                    queues.release();
                }
                send(target, queues.urgent(), now);
                send(target, queues.leader(), now);
            }
        }
    }

    private void send(Link link, ArrayDeque<Call> calls, long now) {
        while (!calls.isEmpty() && link.canSend()) {
            List<Request> frame = new ArrayList<>(Math.min(calls.size(), FRAME_CALLS));
            int bytes = 0;
            while (frame.size() < FRAME_CALLS && link.hasCredit()) {
                Call call = calls.peek();
                if (call == null || (bytes > 0 && bytes + call.payload.bytes() > FRAME_BYTES)) {
                    break;
                }
                calls.remove();
                if (call.settled) {
                    continue;
                }
                if (call instanceof OpenCall opening && opening.outlived()) {
                    endings.fail(opening, OpenCall.TOO_LATE);
                    continue;
                }
                if (call.payload instanceof Payload.Write && !prepare(call, link, frame, now)) {
                    continue;
                }
                if (call.payload instanceof Payload.Question question) {
                    call.floor = writes.floor(question.name().session());
                }
                frame.add(link.open(call, now));
                bytes += call.payload.bytes();
            }
            if (!frame.isEmpty()) {
                link.send(frame);
            }
        }
    }

    /** Gives a write its name, and opens the session in front of it if need be; whether it may go out now. */
    private boolean prepare(Call write, Link link, List<Request> frame, long now) {
        WriteSession.Naming naming = writes.name(write);
        if (naming == WriteSession.Naming.FULL) {
            queues.hold(write, writes.session(write));
            return false;
        }
        if (naming == WriteSession.Naming.GIVEN_UP) {
            endings.fail(write, CallFailure.notApplied(CallFailure.Kind.CLOSED, "its caller gave it up"));
            return false;
        }
        if (naming == WriteSession.Naming.OVER) {
            endings.fail(write, CallFailure.notApplied(CallFailure.Kind.SESSION_OVER, "its session is over"));
            return false;
        }
        OpenCall opening = writes.opening(write, link);
        if (opening == null) {
            return true;
        }
        endings.began(opening);
        frame.add(link.open(opening, now));
        if (link.hasCredit()) {
            return true;
        }
        queues.leader().addFirst(write);
        return false;
    }

    /** A node carried something out: the next failure is the first again. */
    void wentWell() {
        pause.reset();
        redirected = false;
    }

    /** Sends nothing for a little while. */
    void rest(long now) {
        if (now - pausedUntil >= 0) {
            pausedUntil = now + pause.next();
        }
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
        if (!verdict.elsewhere() && !call.inDoubt) {
            // The leader itself has no room: if that is still so at the deadline, its words tell more than ours could.
            call.lastFailure = verdict.failure();
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
