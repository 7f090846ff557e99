package io.holdfast.client;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A lock held by threads, each of which may take it several times over. Safe for any thread. */
final class ThreadLock implements Lock {
    private final NamedLock lock;
    private final LockOptions options;
    /** By thread id, which no other thread of this process ever has; each entry is its thread's own. */
    private final Map<Long, Holding> holders = new ConcurrentHashMap<>();

    ThreadLock(NamedLock lock, LockOptions options) {
        this.lock = lock;
        this.options = Objects.requireNonNull(options, "options").unbounded();
    }

    /** What a thread holds, and how often it took it. */
    private static final class Holding {
        private final LockHandle handle;
        private long times = 1;

        Holding(LockHandle handle) {
            this.handle = handle;
        }
    }

    private static long self() {
        return Thread.currentThread().getId();
    }

    private LockOptions mine() {
        return options.owner("thread-" + self());
    }

    /** Takes it once more if this thread has it; throws if it had it and lost it. */
    private boolean again() {
        Holding holding = holders.get(self());
        if (holding == null) {
            return false;
        }
        lookOwned(holding);
        holding.times++;
        return true;
    }

    private void lookOwned(Holding holding) {
        LockLoss loss = holding.handle.loss().orElse(null);
        if (loss != null) {
            holders.remove(self());
            throw new LockOwnershipLostException(lock.name(), loss);
        }
    }

    private void hold(LockHandle handle) {
        holders.put(self(), new Holding(handle));
    }

    @Override
    public void lock() {
        if (!again()) {
            hold(unwrapped(awaitStubbornly(lock.acquireAsync(mine()))));
        }
    }

    /** Waits through interrupts, which stay set, as the contract of {@link Lock#lock} wants it. */
    private static CompletableFuture<LockHandle> awaitStubbornly(CompletableFuture<LockHandle> acquisition) {
        CountDownLatch done = new CountDownLatch(1);
        acquisition.whenComplete((handle, thrown) -> done.countDown());
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return acquisition;
    }

    /** What a finished acquisition came to. */
    private static LockHandle unwrapped(CompletableFuture<LockHandle> finished) {
        return Waiting.finished(finished);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        refuseInterrupted();
        if (!again()) {
            hold(awaitInterruptibly(lock.acquireAsync(mine())));
        }
    }

    private static void refuseInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before it asked for a lock");
        }
    }

    private static LockHandle awaitInterruptibly(CompletableFuture<LockHandle> acquisition)
            throws InterruptedException {
        try {
            acquisition.get();
        } catch (InterruptedException e) {
            if (acquisition.cancel(false)) {
                throw e;
            }
            // It ended at the same moment: the interrupt is the caller's to see later.
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            return unwrapped(acquisition);
        }
        return unwrapped(acquisition);
    }

    @Override
    public boolean tryLock() {
        if (again()) {
            return true;
        }
        Optional<LockHandle> handle = lock.tryAcquire(mine());
        handle.ifPresent(this::hold);
        return handle.isPresent();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        refuseInterrupted();
        if (again()) {
            return true;
        }
        Duration patience = Duration.ofNanos(Math.max(0, unit.toNanos(time)));
        try {
            hold(awaitInterruptibly(lock.acquireAsync(mine().patience(patience))));
            return true;
        } catch (LockTimeoutException e) {
            return false;
        }
    }

    @Override
    public void unlock() {
        @Nullable Holding holding = holders.get(self());
        if (holding == null) {
            throw new IllegalMonitorStateException("this thread does not hold the lock " + lock.name());
        }
        lookOwned(holding);
        if (--holding.times == 0) {
            holders.remove(self());
            holding.handle.close();
        }
    }

    /** Not supported: a thread that waited for a condition would have to give the lock and its token away and get another. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("the view of a lock of the cluster has no conditions: watch a key");
    }

    @Override
    public String toString() {
        return "lock " + lock.name() + " held by threads";
    }
}
