package io.holdfast.client.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the current revision, one question at a time. Whoever comes while one is under way shares the next: the answer
 * must be to a question asked after he came. Safe for any thread.
 */
final class RevisionRounds {
    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<CompletableFuture<Long>> question;
    private final Clock clock;

    /** For the next question; null if nobody waits for one. */
    private @Nullable CompletableFuture<Proof> next;

    private boolean underWay;

    /**
     * Nobody waits.
     *
     * @param question asks for the revision, linearizably
     */
    RevisionRounds(Supplier<CompletableFuture<Long>> question, Clock clock) {
        this.question = question;
        this.clock = clock;
    }

    /** The answer to a question asked after this call. */
    CompletableFuture<Proof> join() {
        CompletableFuture<Proof> mine;
        CompletableFuture<Proof> begun = null;
        lock.lock();
        try {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            mine = next;
            if (!underWay) {
                underWay = true;
                begun = next;
                next = null;
            }
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            ask(begun);
        }
        return mine;
    }

    private void ask(CompletableFuture<Proof> waiting) {
        long nanos = clock.nanos();
        long wallMillis = clock.wallMillis();
        question.get().whenComplete((revision, failure) -> {
            CompletableFuture<Proof> following = takeNext();
            if (following != null) {
                ask(following);
            }
            if (failure != null) {
                waiting.completeExceptionally(failure);
            } else {
                waiting.complete(new Proof(revision, nanos, wallMillis));
            }
        });
    }

    private @Nullable CompletableFuture<Proof> takeNext() {
        lock.lock();
        try {
            CompletableFuture<Proof> following = next;
            next = null;
            underWay = following != null;
            return following;
        } finally {
            lock.unlock();
        }
    }
}
