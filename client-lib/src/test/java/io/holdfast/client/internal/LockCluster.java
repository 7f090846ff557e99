package io.holdfast.client.internal;

import io.holdfast.client.internal.lock.Acquirer;
import io.holdfast.client.internal.lock.Hold;
import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.client.internal.lock.Locks;
import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Locks in simulated time, against nodes that share one naive table of locks and push what happens in it. */
abstract class LockCluster extends ModelCluster {
    static final long CALL_NANOS = 5_000_000_000L;
    static final Trouble CUT = Trouble.unavailable("reset by peer");

    Locks locks = new Locks(pipeline, ErrorSink.LOGGED);
    final List<String> listenerErrors = new ArrayList<>();
    private final Set<Long> followed = new HashSet<>();
    private SimulatedTransport.@Nullable Opened follower;

    @BeforeEach
    void beginLocks() {
        locks = new Locks(pipeline, (listener, thrown) -> listenerErrors.add(listener + ": " + thrown.getMessage()));
        loop.settle();
    }

    /** What an acquisition came to. */
    static final class Asked implements Acquirer {
        @Nullable
        Hold hold;

        Outcome.@Nullable Rejection refused;

        @Nullable
        CallFailure failure;

        @Nullable
        Loss lost;

        int position = -1;
        String holder = "";
        int told;
        Runnable cancel = () -> {};

        Hold hold() {
            return Objects.requireNonNull(hold, "not granted");
        }

        boolean waits() {
            return told == 0;
        }

        @Override
        public void granted(Hold granted) {
            told++;
            hold = granted;
        }

        @Override
        public void refused(Outcome.Rejection why) {
            told++;
            refused = why;
        }

        @Override
        public void timedOut(int stood, String who) {
            told++;
            position = stood;
            holder = who;
        }

        @Override
        public void lost(LockEnd end, String message) {
            told++;
            lost = new Loss(end, message);
        }

        @Override
        public void failed(CallFailure why) {
            told++;
            failure = why;
        }
    }

    Asked acquire(String name) {
        return acquire(name, LockClaim.of(LockMode.EXCLUSIVE), LockRequest.FOREVER);
    }

    Asked acquire(String name, long patienceMillis) {
        return acquire(name, LockClaim.of(LockMode.EXCLUSIVE), patienceMillis * 1_000_000);
    }

    Asked acquire(String name, LockClaim claim, long patienceNanos) {
        return acquire(new LockRequest(name, claim, true, patienceNanos, CALL_NANOS, null));
    }

    Asked acquire(LockRequest request) {
        Asked asked = new Asked();
        asked.cancel = locks.acquire(request, asked);
        loop.settle();
        return asked;
    }

    static LockClaim bounded(long maxHoldMillis) {
        return new LockClaim(LockMode.EXCLUSIVE, 1, 0, maxHoldMillis, 0, "", "");
    }

    /** Somebody else holds a lock, or waits for it. */
    void rival(String name, long acquisition) {
        state.locks.apply(new LockCommand.Acquire(1, acquisition, name, LockClaim.of(LockMode.EXCLUSIVE), true));
    }

    void rivalReleases(String name, long acquisition) {
        state.locks.apply(new LockCommand.Release(1, acquisition, name));
    }

    @Override
    List<Result> apply(SimulatedTransport.Opened stream, int count) {
        List<Request> coming = pending(stream).subList(0, count);
        for (Request request : coming) {
            if (request instanceof Request.Follow follow) {
                if (follower != stream) {
                    followed.clear();
                    follower = stream;
                }
                followed.add(follow.session());
            }
        }
        return super.apply(stream, count);
    }

    /** Serves a stream, and pushes on it what happened, to those who follow; until nothing happens any more. */
    void work(SimulatedTransport.Opened stream) {
        serve(stream);
        while (!state.locks.pushes.isEmpty() || !pending(stream).isEmpty()) {
            push(stream);
            serve(stream);
        }
    }

    /** Pushes on a stream what happened, if it follows. */
    void push(SimulatedTransport.Opened stream) {
        List<LockPush> due = state.locks.pushes.stream()
                .filter(push -> follower == stream && followed.contains(push.session()))
                .toList();
        state.locks.pushes.clear();
        if (!due.isEmpty()) {
            stream.receive(new ServerFrame.Locked(due));
        }
    }

    void workFor(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            loop.advanceMillis(50);
            work(stream);
        }
    }

    /** The lock commands sent on a stream so far. */
    static List<LockCommand> commands(SimulatedTransport.Opened stream) {
        return stream.requests().stream()
                .filter(Request.WriteOnce.class::isInstance)
                .map(request -> ((Request.WriteOnce) request).command().command())
                .filter(LockCommand.class::isInstance)
                .map(LockCommand.class::cast)
                .toList();
    }
}
