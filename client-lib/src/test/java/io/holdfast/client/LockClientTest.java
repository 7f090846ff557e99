package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.fence.FenceVerifier;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers of locks get, from a node that speaks the real protocol over real mutual TLS: pains 2, 5, 6 and 7 of the field. */
@Timeout(60)
@SuppressWarnings("LockNotBeforeTry") // Locks are taken and lost here on purpose.
class LockClientTest extends ClientFixture {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final LockScript script = new LockScript();

    private HoldfastClient client() {
        return client(pki.client(node("n1", script).address()));
    }

    @Test
    void theFirstLineOfTheGuideWorks() {
        LockClient locks = client().locks();
        try (LockHandle h = locks.acquire("orders/42", Duration.ofSeconds(5))) {
            assertThat(h.token()).isEqualTo(1);
            assertThat(h.isHeld()).isTrue();
            assertThat(h.mode()).isEqualTo(LockMode.EXCLUSIVE);
            assertThat(h.remaining()).isPositive();
            h.guard(Duration.ofSeconds(1));
            assertThatExceptionOfType(LockLostException.class)
                    .isThrownBy(() -> h.guard(Duration.ofHours(1)))
                    .withMessageContaining("ms more");
        }
        await().until(() -> script.holders("orders/42") == 0);
    }

    @Test
    void pain2_aWriteBehindALockNamesItsTokenAndIsRefusedOnceItIsLost() {
        HoldfastClient client = client();
        LockHandle held = client.locks().acquire("a", LONG);
        BlockingKeyValueClient kv = client.keyValue().blocking();
        kv.put(Bytes.utf8("k"), Bytes.utf8("v"), PutOptions.DEFAULT.onlyIf(held));
        assertThat(script.guarded.get(0).guards()).containsExactly(new LockGuard("a", held.token()));
        client.locks().revoke("a", 0, "stuck");
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> kv.put(Bytes.utf8("k"), Bytes.utf8("v"), PutOptions.DEFAULT.onlyIf(held)))
                .satisfies(fenced -> assertThat(fenced.latest()).isEqualTo(9));
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> kv.transaction()
                        .onlyIf("a", held.token())
                        .then(Op.get(Bytes.utf8("k")))
                        .commit());
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> new FenceVerifier(client.locks()).verify(held.fence()));
    }

    @Test
    void aRevokedHandleSaysLostAndWhoDidIt() {
        LockClient locks = client().locks();
        LockHandle held = locks.acquire("a", LONG);
        CompletableFuture<LockLoss> told = new CompletableFuture<>();
        held.onLost(told::complete);
        assertThat(locks.revoke("a", 0, "stuck")).isEqualTo(1);
        assertThat(told.join()).isEqualTo(new LockLoss(LockEnd.REVOKED, "revoked: stuck"));
        assertThat(held.state()).isEqualTo(LockState.LOST);
        assertThatExceptionOfType(LockLostException.class)
                .isThrownBy(() -> held.guard(Duration.ZERO))
                .satisfies(lost -> assertThat(lost.loss()).contains(told.join()));
        held.releaseAsync().join();
        assertThat(held.state()).isEqualTo(LockState.LOST);
    }

    @Test
    void pain5_aFutureThatIsCancelledOrTimesOutByItselfLeavesNothingBehind() {
        LockClient locks = client().locks();
        LockHandle held = locks.acquire("a", LONG);
        CompletableFuture<LockHandle> cancelled = locks.acquireAsync("a");
        CompletableFuture<LockHandle> timed = locks.acquireAsync("a");
        await().until(() -> script.waiters("a") == 2);
        cancelled.cancel(false);
        await().until(() -> script.waiters("a") == 1);
        timed.orTimeout(1, TimeUnit.MILLISECONDS);
        await().until(() -> script.waiters("a") == 0);
        held.close();
        assertThat(locks.acquire("a", LONG).token()).isEqualTo(2);
    }

    @Test
    void pain5_aCallerThatIsInterruptedLeavesTheLine() throws InterruptedException {
        LockClient locks = client().locks();
        LockHandle held = locks.acquire("a", LONG);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                locks.acquire("a");
            } catch (CallInterruptedException e) {
                thrown.set(e);
            }
        });
        waiting.start();
        await().until(() -> script.waiters("a") == 1);
        waiting.interrupt();
        waiting.join();
        assertThat(thrown.get()).isInstanceOf(CallInterruptedException.class);
        await().until(() -> script.waiters("a") == 0);
        assertThat(held.isHeld()).isTrue();
    }

    @Test
    void pain6_theMessageOfATimeoutNamesHolderAndPlaceInLine() {
        LockClient locks = client().locks();
        locks.acquire("a", LONG);
        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> locks.acquire("a", SHORT))
                .withMessageContaining("50 ms")
                .withMessageContaining("held by worker-7 since 12:00")
                .withMessageContaining("number 1 in line")
                .satisfies(late -> assertThat(late.position()).isEqualTo(1));
        assertThat(locks.tryAcquire("a")).isEmpty();
        assertThat(locks.show("a")).isPresent();
        assertThat(locks.show("b")).isEmpty();
        assertThat(locks.list("x/").locks()).hasSize(1);
        assertThat(locks.setPermits("s", 3)).isEqualTo(3);
    }

    @Test
    void pain7_ownershipBelongsToTheHandleAndAnyThreadMayReleaseIt() {
        LockClient locks = client().locks();
        LockHandle held = locks.acquire("a", LONG);
        CompletableFuture.runAsync(held::close).join();
        await().until(() -> script.holders("a") == 0);
        assertThat(held.state()).isEqualTo(LockState.RELEASED);
        assertThatExceptionOfType(LockLostException.class)
                .isThrownBy(() -> held.guard(Duration.ZERO))
                .withMessageContaining("released");
    }

    @Test
    void aThreadTakesItsViewSeveralTimesOverAndOthersWait() throws InterruptedException {
        Lock lock = client().locks().asLock("a");
        lock.lock();
        lock.lockInterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
        assertThat(otherThread(lock::tryLock)).isFalse();
        assertThat(otherThread(() -> tried(lock))).isFalse();
        for (int i = 0; i < 3; i++) {
            lock.unlock();
        }
        assertThat(script.holders("a")).isEqualTo(1);
        lock.unlock();
        await().until(() -> script.holders("a") == 0);
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(lock::newCondition);
    }

    private static boolean tried(Lock lock) {
        try {
            return lock.tryLock(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean otherThread(BooleanSupplier call) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(call.getAsBoolean());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return result.join();
    }

    @Test
    void aViewWhoseLockWasLostSaysSoAndHoldsNothingAfterwards() {
        LockClient locks = client().locks();
        Lock lock = locks.asLock("a");
        lock.lock();
        locks.revoke("a", 0, "stuck");
        LockHandle next = locks.acquire("a", LONG);
        assertThatExceptionOfType(LockOwnershipLostException.class)
                .isThrownBy(lock::unlock)
                .satisfies(lost -> assertThat(lost.loss().end()).isEqualTo(LockEnd.REVOKED));
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
        next.close();
        lock.lock();
        lock.unlock();
    }

    @Test
    void aDeadlockIsAnExceptionOfItsOwn() {
        LockClient locks = client().locks();
        locks.asLock("a").lock();
        assertThatExceptionOfType(DeadlockException.class)
                .isThrownBy(() -> locks.asLock("a").lock())
                .withMessageContaining("the circle");
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsSent() {
        LockClient locks = client().locks();
        for (String name : new String[] {"", "a\0b", "x".repeat(513)}) {
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> locks.acquire(name))
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
            assertThat(rejected(locks.showAsync(name, 0))).isEqualTo(Reason.INVALID_ARGUMENT);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> locks.semaphore("s", 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> locks.semaphore("s", 2).permits(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> LockOptions.DEFAULT.patience(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> LockOptions.DEFAULT.maxHold(Duration.ofMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> LockOptions.DEFAULT.delay(Duration.ofHours(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> LockOptions.DEFAULT.label("x".repeat(257)));
    }

    @Test
    void sessionsOfOnesOwnHoldLocks() {
        HoldfastClient client = client();
        Session session = client.sessions().blocking().open(SessionOptions.of(Duration.ofSeconds(30)));
        LockHandle held = client.locks().acquire("a", LockOptions.DEFAULT.session(session));
        assertThat(held.session()).isEqualTo(session.id());
        session.close();
        assertThat(held.state()).isEqualTo(LockState.LOST);
        assertThatExceptionOfType(SessionExpiredException.class)
                .isThrownBy(() -> client.locks().acquire("b", LockOptions.DEFAULT.session(session)));
    }

    @Test
    void permitsAndReadersAreHeldBesideEachOther() {
        LockClient locks = client().locks();
        NamedSemaphore printers = locks.semaphore("printers", 3);
        LockHandle two = printers.acquire(2, LONG);
        assertThat(two.permits()).isEqualTo(2);
        assertThat(printers.tryAcquire(2)).isEmpty();
        assertThat(printers.tryAcquire(1)).isPresent();
        NamedReadWriteLock catalogue = locks.readWrite("catalogue");
        assertThat(catalogue.read().tryAcquire()).isPresent();
        assertThat(catalogue.read().tryAcquire()).isPresent();
        assertThat(catalogue.write().tryAcquire()).isEmpty();
    }
}
