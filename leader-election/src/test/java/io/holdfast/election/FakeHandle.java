package io.holdfast.election;

import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.client.LockLostException;
import io.holdfast.client.LockState;
import io.holdfast.client.Registration;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A leadership of a {@link FakeCluster}, as its holder sees it. */
final class FakeHandle implements LeaderHandle {
    private final FakeCluster cluster;
    private final String name;
    private final String candidate;
    private final long token;
    private final long session;
    private final List<Consumer<LockLoss>> listeners = new ArrayList<>();
    private LockState state = LockState.HELD;
    private Bytes value;
    private boolean overdue;
    private @Nullable LockLoss loss;

    FakeHandle(FakeCluster cluster, String name, String candidate, Bytes value, long token, long session) {
        this.cluster = cluster;
        this.name = name;
        this.candidate = candidate;
        this.value = value;
        this.token = token;
        this.session = session;
    }

    /** Its time has run out on this side, and nobody was told yet. */
    synchronized void runOut() {
        overdue = true;
    }

    void lose(LockEnd end) {
        List<Consumer<LockLoss>> told;
        LockLoss how = new LockLoss(end, "it was " + end);
        synchronized (this) {
            if (state != LockState.HELD) {
                return;
            }
            state = LockState.LOST;
            loss = how;
            told = List.copyOf(listeners);
        }
        told.forEach(listener -> listener.accept(how));
    }

    synchronized void released() {
        if (state == LockState.HELD) {
            state = LockState.RELEASED;
        }
    }

    String candidate() {
        return candidate;
    }

    synchronized Bytes value() {
        return value;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LockMode mode() {
        return LockMode.LEADER;
    }

    @Override
    public int permits() {
        return 1;
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public synchronized LockState state() {
        return state == LockState.HELD && overdue ? LockState.LOST : state;
    }

    @Override
    public Duration remaining() {
        return isHeld() ? Duration.ofSeconds(10) : Duration.ZERO;
    }

    @Override
    public void guard(Duration need) {
        if (remaining().compareTo(need) < 0) {
            throw new LockLostException(loss().orElse(null), "too little is left");
        }
    }

    @Override
    public LockGuard fence() {
        return new LockGuard(name, token);
    }

    @Override
    public synchronized Optional<LockLoss> loss() {
        return Optional.ofNullable(loss);
    }

    @Override
    public Registration onLost(Consumer<LockLoss> listener) {
        LockLoss known;
        synchronized (this) {
            known = loss;
            listeners.add(listener);
        }
        if (known != null) {
            listener.accept(known);
        }
        return () -> {};
    }

    @Override
    public Registration onLost(Consumer<LockLoss> listener, Executor executor) {
        return onLost(loss -> executor.execute(() -> listener.accept(loss)));
    }

    @Override
    public CompletableFuture<Void> releaseAsync() {
        return cluster.release(this, "");
    }

    @Override
    public void close() {
        releaseAsync();
    }

    @Override
    public CompletableFuture<Void> publishAsync(Bytes next) {
        if (!isHeld()) {
            return CompletableFuture.failedFuture(new LockLostException(loss().orElse(null), "leads no more"));
        }
        synchronized (this) {
            value = next;
        }
        cluster.published(this);
        return Answers.nothing();
    }

    @Override
    public CompletableFuture<Void> resignAsync(String successor) {
        return cluster.release(this, successor);
    }
}
