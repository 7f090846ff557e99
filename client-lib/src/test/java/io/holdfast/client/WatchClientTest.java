package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.cache.CacheListener;
import io.holdfast.client.cache.CacheSnapshot;
import io.holdfast.client.cache.KeyCache;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of the three faces of a watch, against a node that speaks the real protocol. */
class WatchClientTest extends ClientFixture {
    private static final KeyRange JOBS = KeyRange.prefix(Bytes.utf8("jobs/"));

    private final WatchScript script = new WatchScript();
    private final HoldfastClient client = client(pki.client(node("n1", script).address()));

    /** Notes everything; asks for nothing by itself. */
    private static final class Notes implements Flow.Subscriber<WatchUpdate>, WatchListener {
        final List<Object> heard = new CopyOnWriteArrayList<>();
        final List<Throwable> errors = new CopyOnWriteArrayList<>();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicBoolean overlapped = new AtomicBoolean();
        final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
        final Semaphore gate = new Semaphore(1_000_000);
        volatile @Nullable RuntimeException failure;

        private void hear(Object what) {
            if (inside.incrementAndGet() > 1) {
                overlapped.set(true);
            }
            gate.acquireUninterruptibly();
            heard.add(what);
            inside.decrementAndGet();
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }

        Flow.Subscription subscribed() {
            await().until(() -> subscription.get() != null);
            Flow.Subscription made = subscription.get();
            return java.util.Objects.requireNonNull(made);
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription.set(made);
        }

        @Override
        public void onNext(WatchUpdate update) {
            hear(update);
        }

        @Override
        public void onError(Throwable why) {
            errors.add(why);
        }

        @Override
        public void onComplete() {
            errors.add(new AssertionError("completed"));
        }

        @Override
        public void onEvents(WatchUpdate.Events batch) {
            hear(batch);
        }

        @Override
        public void onSnapshot(WatchUpdate.Snapshot part) {
            hear(part);
        }

        @Override
        public void onError(HoldfastException why) {
            errors.add(why);
        }
    }

    private Notes subscribe() {
        Notes notes = new Notes();
        client.watch().publish(JOBS, WatchOptions.DEFAULT.from(2)).subscribe(notes);
        return notes;
    }

    @Test
    void aSubscriberGetsNoMoreThanItAskedForAndEverythingInTheEnd() {
        Notes notes = subscribe();
        Flow.Subscription subscription = notes.subscribed();
        for (int i = 0; i < 100; i++) {
            script.put("jobs/" + i, "v");
        }
        subscription.request(2);
        subscription.request(3);
        await().until(() -> notes.heard.size() == 5);
        await().during(Duration.ofMillis(50)).until(() -> notes.heard.size() == 5);
        subscription.request(Long.MAX_VALUE);
        subscription.request(Long.MAX_VALUE);
        await().until(() -> notes.heard.size() == 100);
        assertThat(notes.overlapped).isFalse();
        assertThat(notes.errors).isEmpty();
    }

    @Test
    void askingForNothingOrLessIsAnErrorAndTheEnd() {
        Notes notes = subscribe();
        notes.subscribed().request(0);
        await().until(() -> notes.errors.size() == 1);
        assertThat(notes.errors.get(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3.9");
        script.put("jobs/1", "v");
        notes.subscribed().request(5);
        await().until(() -> script.open() == 0);
        assertThat(notes.heard).isEmpty();
    }

    @Test
    void aCancelledSubscriptionHearsNothingMoreAndItsWatchEnds() {
        Notes notes = subscribe();
        notes.subscribed().request(Long.MAX_VALUE);
        script.put("jobs/1", "v");
        await().until(() -> notes.heard.size() == 1);
        notes.subscribed().cancel();
        notes.subscribed().cancel();
        await().until(() -> script.open() == 0);
        script.put("jobs/2", "v");
        client.close(Duration.ZERO);
        assertThat(notes.heard).hasSize(1);
        assertThat(notes.errors).isEmpty();
    }

    @Test
    void eachSubscriptionIsAWatchOfItsOwnAndNullIsRefused() {
        Flow.Publisher<WatchUpdate> publisher = client.watch().publish(JOBS, WatchOptions.DEFAULT.from(2));
        Notes one = new Notes();
        Notes two = new Notes();
        publisher.subscribe(one);
        publisher.subscribe(two);
        one.subscribed().request(1);
        script.put("jobs/1", "v");
        await().until(() -> one.heard.size() == 1);
        assertThat(two.heard).isEmpty();
        two.subscribed().request(1);
        await().until(() -> two.heard.size() == 1);
        assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void theEndOfTheClientIsTheLastThingASubscriberHearsWithoutAskingForIt() {
        Notes notes = subscribe();
        notes.subscribed();
        client.close(Duration.ofSeconds(1));
        await().until(() -> notes.errors.size() == 1);
        assertThat(notes.errors.get(0)).isInstanceOf(ClosedException.class);
    }

    @Test
    void pain30_aListenerThatThrowsEndsItsWatchAndHearsWhy() {
        Notes notes = new Notes();
        notes.failure = new IllegalStateException("disk full");
        try (Watch watch = client.watch().listen(JOBS, WatchOptions.DEFAULT.from(2), notes)) {
            script.put("jobs/1", "v");
            await().until(() -> notes.errors.size() == 1);
            assertThat(notes.errors.get(0))
                    .isInstanceOf(ListenerException.class)
                    .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(notes.failure));
            await().until(() -> script.open() == 0);
            assertThat(watch.state()).isEqualTo(WatchState.ENDED);
        }
    }

    @Test
    void pain30_whatAWatchListenerAndASubscriberThrowIsToldToListenerErrors() {
        List<String> reported = new CopyOnWriteArrayList<>();
        HoldfastClient telling = client(pki.client(node("n2", script).address())
                .listenerErrors((listener, thrown) -> reported.add(listener + ": " + thrown.getMessage())));
        Notes broken = new Notes();
        broken.failure = new IllegalStateException("boom");
        Notes subscriber = new Notes();
        subscriber.failure = new IllegalStateException("bang");
        telling.watch().publish(JOBS, WatchOptions.DEFAULT.from(2)).subscribe(subscriber);
        subscriber.subscribed().request(5);
        try (Watch watch = telling.watch().listen(JOBS, WatchOptions.DEFAULT.from(2), broken);
                KeyCache cache = KeyCache.open(telling, JOBS)) {
            cache.listen(new CacheListener() {
                @Override
                public void onSnapshot(CacheSnapshot snapshot) {
                    throw new IllegalStateException("crash");
                }

                @Override
                public void onChanges(CacheSnapshot snapshot, List<WatchEvent> changes) {}

                @Override
                public void onEnd(HoldfastException why) {}
            });
            script.put("jobs/1", "v");
            await().until(() -> reported.size() == 3);
            assertThat(watch.state()).isEqualTo(WatchState.ENDED);
        }
        assertThat(reported)
                .anyMatch(line -> line.startsWith("the watch listener ") && line.endsWith(": boom"))
                .anyMatch(line -> line.startsWith("the subscriber ") && line.endsWith(": bang"))
                .anyMatch(line -> line.startsWith("the cache listener ") && line.endsWith(": crash"));
    }

    @Test
    void aListenerThatBlocksHoldsUpNoOtherAndIsCalledOnItsOwnExecutor() {
        ExecutorService own = Executors.newSingleThreadExecutor();
        open.add(own::shutdownNow);
        Notes slow = new Notes();
        slow.gate.drainPermits();
        Notes fast = new Notes();
        WatchOptions small = WatchOptions.DEFAULT.from(2).buffer(10, 1 << 20);
        try (Watch slowly = client.watch().listen(JOBS, small, slow, own);
                Watch quickly = client.watch().listen(JOBS, small, fast)) {
            for (int i = 0; i < 200; i++) {
                script.put("jobs/" + i, "v");
            }
            await().until(() -> fast.heard.size() == 200);
            await().until(() -> slowly.state() == WatchState.BEHIND);
            assertThat(quickly.position()).isEqualTo(201);
            slow.gate.release(1_000);
            await().until(() -> slow.heard.size() == 200);
            assertThat(slowly.position()).isEqualTo(201);
            assertThat(script.created()).isGreaterThan(2);
        }
    }

    @Test
    void anIteratorWaitsGivesUpInTimeAndEndsWhenClosed() throws InterruptedException {
        WatchIterator updates = client.watch().iterate(JOBS, WatchOptions.DEFAULT.from(2));
        assertThat(updates.next(Duration.ofMillis(20))).isEmpty();
        script.put("jobs/1", "v");
        assertThat(updates.next(Duration.ofSeconds(10))).isPresent();
        assertThat(updates.position()).isEqualTo(2);
        AtomicReference<Boolean> more = new AtomicReference<>();
        Thread waiting = new Thread(() -> more.set(updates.hasNext()));
        waiting.start();
        await().until(() ->
                waiting.getState() == Thread.State.WAITING || waiting.getState() == Thread.State.TIMED_WAITING);
        updates.close();
        waiting.join();
        assertThat(more.get()).isFalse();
        assertThatThrownBy(updates::next).isInstanceOf(NoSuchElementException.class);
        assertThat(updates.next(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitingAndLosesNothing() {
        try (WatchIterator updates = client.watch().iterate(JOBS, WatchOptions.DEFAULT.from(2))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(updates::next).isInstanceOf(CallInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            script.put("jobs/1", "v");
            assertThat(updates.next()).isInstanceOf(WatchUpdate.Events.class);
        }
    }

    @Test
    void anIteratorOfAClosedClientThrowsTheSameEachTime() {
        WatchIterator updates = client.watch().iterate(JOBS, WatchOptions.DEFAULT);
        client.close(Duration.ZERO);
        assertThatThrownBy(updates::next).isInstanceOf(ClosedException.class);
        assertThatThrownBy(updates::hasNext).isInstanceOf(ClosedException.class);
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeItIsSent() {
        assertThatThrownBy(() -> client.watch().iterate(KeyRange.single(Bytes.EMPTY), WatchOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_EMPTY));
        KeyRange empty = KeyRange.between(Bytes.utf8("b"), Bytes.utf8("a"));
        assertThatThrownBy(() -> client.watch().iterate(empty, WatchOptions.DEFAULT))
                .isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> WatchOptions.DEFAULT.from(3).withSnapshot())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneWatchTooManyIsATypedRefusal() {
        for (int i = 0; i < 10_000; i++) {
            client.watch().iterate(JOBS, WatchOptions.DEFAULT);
        }
        assertThatThrownBy(() -> client.watch().iterate(JOBS, WatchOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_WATCHES));
    }
}
