package io.holdfast.election;

import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockGuard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A tenure, as its handle knows it. The election says when it is over. */
final class HeldLeadership implements Leadership {
    private final LeaderHandle handle;
    private final String candidate;
    private final Executor executor;
    private final CompletableFuture<LockLoss> lost = new CompletableFuture<>();

    HeldLeadership(LeaderHandle handle, String candidate, Executor executor) {
        this.handle = handle;
        this.candidate = candidate;
        this.executor = executor;
    }

    LeaderHandle handle() {
        return handle;
    }

    /** It is over: whoever waits for that hears it, on the executor and beside the listeners, whom a slow one may delay. */
    void ended(LockLoss how) {
        executor.execute(() -> lost.complete(how));
    }

    @Override
    public String election() {
        return handle.name();
    }

    @Override
    public String candidate() {
        return candidate;
    }

    @Override
    public long token() {
        return handle.token();
    }

    @Override
    public long session() {
        return handle.session();
    }

    @Override
    public boolean isLeader() {
        return handle.isHeld();
    }

    @Override
    public Duration remaining() {
        return handle.remaining();
    }

    @Override
    public void guard(Duration need) {
        handle.guard(need);
    }

    @Override
    public LockGuard fence() {
        return handle.fence();
    }

    @Override
    public CompletableFuture<LockLoss> whenLost() {
        return lost.copy();
    }

    @Override
    public CompletableFuture<Void> publishAsync(Bytes value) {
        return handle.publishAsync(value);
    }

    @Override
    public String toString() {
        return "leadership of " + election() + ", token " + token();
    }
}
