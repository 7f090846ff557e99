package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.cache.CacheListener;
import io.holdfast.client.cache.CacheSnapshot;
import io.holdfast.client.cache.CacheView;
import io.holdfast.client.cache.KeyCache;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** The examples of watches and the cache in README and javadoc compile and run. */
class WatchExamplesTest extends ClientFixture {
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final WatchScript script = new WatchScript();
    private final HoldfastClient client = client(pki.client(node("n1", script).address()));

    private void log(String line) {
        logged.add(line);
    }

    @Test
    void aListenerHearsASnapshotAndThenEvents() {
        script.put("jobs/1", "a");
        WatchListener listener = new WatchListener() {
            @Override
            public void onEvents(WatchUpdate.Events batch) {
                for (WatchEvent event : batch.events()) {
                    log(event.getClass().getSimpleName() + " " + event.key() + " at " + event.revision());
                }
            }

            @Override
            public void onSnapshot(WatchUpdate.Snapshot part) {
                log(part.toString());
            }

            @Override
            public void onError(HoldfastException why) {
                log(why.code() + ": " + why.getMessage());
            }
        };
        KeyRange range = KeyRange.prefix(Bytes.utf8("jobs/"));
        try (Watch watch = client.watch().listen(range, WatchOptions.DEFAULT.withSnapshot(), listener)) {
            long begun = watch.began().join();
            assertThat(begun).isEqualTo(2);
            script.put("jobs/2", "b");
            script.delete("jobs/1");
            await().until(() -> watch.position() == 4);
            await().untilAsserted(() -> assertThat(logged)
                    .endsWith("Put jobs/2 at 3", "Delete jobs/1 at 4")
                    .hasSize(5));
        }
    }

    @Test
    void anIteratorIsReadByAThreadThatWaits() {
        script.put("jobs/1", "a");
        KeyRange range = KeyRange.prefix(Bytes.utf8("jobs/"));
        try (WatchIterator updates = client.watch().iterate(range, WatchOptions.DEFAULT.from(2))) {
            while (updates.hasNext()) {
                if (updates.next() instanceof WatchUpdate.Events batch) {
                    batch.events().forEach(event -> log(event.key() + " changed"));
                    break;
                }
            }
        }
        assertThat(logged).containsExactly("jobs/1 changed");
    }

    @Test
    void aPublisherGivesWhatIsAskedFor() {
        script.put("jobs/1", "a");
        KeyRange range = KeyRange.prefix(Bytes.utf8("jobs/"));
        Flow.Publisher<WatchUpdate> updates = client.watch().publish(range, WatchOptions.DEFAULT.from(2));
        updates.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            public void onNext(WatchUpdate update) {
                log(update.getClass().getSimpleName());
            }

            @Override
            public void onError(Throwable why) {
                log("ended: " + why.getMessage());
            }

            @Override
            public void onComplete() {
                log("never");
            }
        });
        await().untilAsserted(() -> assertThat(logged).containsExactly("Events"));
    }

    @Test
    void aCacheIsReadLocallyAndKnowsHowFreshItIs() {
        script.put("jobs/42", "open");
        try (KeyCache jobs = KeyCache.open(client, KeyRange.prefix(Bytes.utf8("jobs/")))) {
            jobs.awaitReady(Duration.ofSeconds(5));
            Optional<KeyValue> job = jobs.local().snapshot().get("jobs/42");
            assertThat(job).isPresent();

            CacheView now = jobs.consistent().join();
            CacheView recent = jobs.bounded(Duration.ofSeconds(10)).join();
            assertThat(now.revision()).isEqualTo(2);
            assertThat(recent.staleness())
                    .hasValueSatisfying(age -> assertThat(age).isLessThan(Duration.ofSeconds(10)));

            long revision = script.put("elsewhere", "x");
            assertThat(jobs.consistent().join().revision()).isGreaterThanOrEqualTo(revision);
            assertThat(jobs.isStale()).isFalse();
            KeyCache.Registration listening = jobs.listen(new CacheListener() {
                @Override
                public void onSnapshot(CacheSnapshot snapshot) {
                    log("from " + snapshot.size());
                }

                @Override
                public void onChanges(CacheSnapshot snapshot, List<WatchEvent> changes) {
                    log(changes.size() + " more: " + snapshot.size());
                }

                @Override
                public void onEnd(HoldfastException why) {
                    log(why.toString());
                }
            });
            await().until(() -> logged.size() == 1);
            script.put("jobs/43", "open");
            await().untilAsserted(() -> assertThat(logged).containsExactly("from 1", "1 more: 2"));
            listening.close();
        }
    }
}
