package io.holdfast.server.gateway;

import io.holdfast.server.trace.SlowRequests;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The open native streams of a server, for what concerns all of them. Safe for any thread. */
final class Sessions {
    private final Set<SessionCall> open = ConcurrentHashMap.newKeySet();

    private final UnsentAnswers unsent = UnsentAnswers.ofThisMachine();
    private final SlowRequests slow;
    private final Executor checks;
    private final Object ended = new Object();
    private volatile String goAway = "";

    Sessions(SlowRequests slow, Executor checks) {
        this.slow = slow;
        this.checks = checks;
    }

    /** Who hears of requests that took long. */
    SlowRequests slow() {
        return slow;
    }

    /** Where what takes too long for an event loop is checked. */
    Executor checks() {
        return checks;
    }

    void add(SessionCall session) {
        open.add(session);
        if (!goAway.isEmpty()) {
            session.outbox().goAway(goAway);
        }
    }

    void remove(SessionCall session) {
        if (open.remove(session)) {
            synchronized (ended) {
                ended.notifyAll();
            }
        }
    }

    /** What waits for slow clients in all of them together. */
    UnsentAnswers unsent() {
        return unsent;
    }

    int count() {
        return open.size();
    }

    void forEach(Consumer<SessionCall> action) {
        open.forEach(action);
    }

    void leaderChanged() {
        open.forEach(session -> session.outbox().leaderChanged());
    }

    /** Asks every client, those that come later too, to go elsewhere. */
    void goAway(String why) {
        goAway = why;
        open.forEach(session -> session.outbox().goAway(why));
    }

    /** Whether every client was asked to go elsewhere. */
    boolean isLeaving() {
        return !goAway.isEmpty();
    }

    /** Ends every stream as soon as it has nothing open. */
    void finish() {
        open.forEach(session -> session.outbox().finish());
    }

    /** Waits until no stream is left, at most so long; says whether none is. */
    boolean awaitNone(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (ended) {
            while (!open.isEmpty()) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                ended.wait(millis);
            }
        }
        return true;
    }
}
