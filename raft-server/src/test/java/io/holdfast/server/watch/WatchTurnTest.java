package io.holdfast.server.watch;

import static io.holdfast.server.watch.HubFixture.ANY;
import static io.holdfast.server.watch.HubFixture.delete;
import static io.holdfast.server.watch.HubFixture.key;
import static io.holdfast.server.watch.HubFixture.prefix;
import static io.holdfast.server.watch.HubFixture.put;
import static io.holdfast.server.watch.HubFixture.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Put;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.WatchHub.WatchStream;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Nobody reads for long at a time, however much one revision holds: then it is the next one's turn. */
class WatchTurnTest {
    private final HubFixture fixture = new HubFixture();
    private final ModelClient client = fixture.client("client");

    @Test
    void pain28AHundredThousandEventsOfOneRevisionAreReadInTurns() {
        write(100_000);
        client.create(1, new WatchSpec(KeyRange.ALL, 0, false, 0, true, false, false, true));
        client.create(2, since(name(7), 0));
        client.create(3, since(prefix("k09999"), 0));
        client.create(4, since(key("after"), 0));
        fixture.drain(client);
        client.pushes.clear();
        fixture.apply(delete(KeyRange.ALL), put("after", "1"));
        fixture.drain(client);

        assertThat(client.pushes)
                .as("what takes a long search comes after what does not, whoever stood in line first")
                .extracting(WatchPush::watch)
                .containsExactly(4L, 1L, 3L, 2L);
        assertThat(client.seen(2).fragments + client.seen(3).fragments)
                .as("a part of a revision is given only if more of it follows")
                .isZero();
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void manyEventsOfOneRevisionAmongManyMoreComeInPartsEachOnce() {
        write(50_000);
        client.create(1, since(KeyRange.between(Bytes.utf8("k000000"), Bytes.utf8("k030000")), 0));
        client.create(2, since(KeyRange.ALL, 0));
        fixture.drain(client);
        fixture.apply(delete(KeyRange.ALL));
        fixture.apply(put("k000001", "again"));
        fixture.drain(client);

        assertThat(client.seen(1).fragments).isPositive();
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aWatchThatBeginsWhileARevisionIsNotedInPartMissesNothingOfIt() {
        write(30_000);
        long before = fixture.state.revision();
        AtomicLong begunAt = new AtomicLong(-1);
        WatchStream first = fixture.hub.open(() -> {
            if (fixture.hub.through() == before && begunAt.compareAndSet(0, fixture.hub.through())) {
                client.create(1, since(name(3), before));
                client.create(2, since(name(29_999), before));
            }
        });
        first.create(1, since(KeyRange.ALL, 0));
        fixture.run();
        while (first.poll(ANY) != null) {
            fixture.run();
        }
        begunAt.set(0);
        fixture.apply(delete(KeyRange.ALL));
        fixture.drain(client);

        assertThat(begunAt).as("begun while the deletion was noted in part").hasValue(before);
        assertThat(client.seen(1).events).hasSize(1);
        assertThat(client.seen(2).events).hasSize(2);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void pain15AResetAmongAHundredThousandDeletionsIsReadInTurns() {
        write(100_000);
        client.create(1, new WatchSpec(KeyRange.ALL, 0, true, 0, true, true, false, true));
        client.create(2, since(key("other"), 0));
        fixture.run();
        client.poll(5, 100_000);
        assertThat(client.seen(1).resetting).isTrue();
        client.pushes.clear();
        fixture.apply(delete(KeyRange.ALL), put("other", "1"));
        assertThat(client.poll(2, 100_000))
                .as("the turn ends before the page is read")
                .isEqualTo(1);
        assertThat(client.pushes).extracting(WatchPush::watch).containsExactly(2L);
        while (client.poll(Integer.MAX_VALUE, 100_000) > 0 || !fixture.tasks.isEmpty()) {
            fixture.run();
        }

        assertThat(client.seen(1).keys).hasSize(100_000);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void resetsOfManyWatchesShareOneHalfReadPageAndAllEnd() {
        write(20_000);
        for (int i = 1; i <= 20; i++) {
            client.create(i, new WatchSpec(prefix("k0" + i % 3), 0, true, 0, true, true, false, true));
        }
        fixture.run();
        client.poll(100, 20_000);
        fixture.apply(delete(KeyRange.ALL));
        client.poll(7, 20_000);
        client.stream.cancel(7);
        client.stream.cancel(8);
        fixture.compact();
        for (int i = 0; i < 20; i++) {
            client.poll(9, 20_000);
            fixture.apply(put("k01", "v"));
        }
        fixture.drain(client);

        assertThat(client.watches).hasSize(18);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aStreamThatHadItsTurnGivesNothingUntilTheHubCameToIt() {
        for (int i = 0; i < 40; i++) {
            fixture.apply(new Put(Bytes.utf8("big" + i), Bytes.wrap(new byte[100_000])));
        }
        client.create(1, since(prefix("big"), 2));
        fixture.run();
        client.poll(Integer.MAX_VALUE, 200_000);
        client.create(2, since(key("a"), 0));
        client.stream.cancel(2);
        assertThat(client.poll(Integer.MAX_VALUE, 200_000))
                .as("even if somebody else wakes it")
                .isZero();
        fixture.run();
        assertThat(client.poll(Integer.MAX_VALUE, 200_000)).isPositive();
        fixture.drain(client);

        assertThat(client.cancelled).containsExactly(2L);
        assertThat(client.seen(1).events).hasSize(40);
    }

    @Test
    void answersAreATurnToo() {
        for (int i = 1; i <= 30_000; i++) {
            client.create(i, since(key("k"), 0));
            client.stream.cancel(i);
        }
        assertThat(client.poll(Integer.MAX_VALUE, ANY)).isBetween(1_000, 20_000);
        fixture.drain(client);
        assertThat(client.cancelled).hasSize(30_000);
    }

    @Test
    void whatWasCancelledStandsInNobodysWayAtTheHub() {
        write(50_000);
        AtomicInteger looks = new AtomicInteger();
        List<Runnable> queue = new ArrayList<>();
        HistoryHub hub = new HistoryHub(
                () -> {
                    looks.incrementAndGet();
                    return source();
                },
                queue::add,
                () -> 0,
                new ServerMetrics(),
                Long.MAX_VALUE);
        List<WatchStream> opened = new ArrayList<>();
        opened.add(hub.open(() -> {
            for (int i = 1; i <= 1_000; i++) {
                opened.get(0).cancel(i);
            }
            looks.set(0);
        }));
        for (int i = 1; i <= 1_000; i++) {
            opened.get(0).create(i, since(key("never"), 2));
        }
        while (!queue.isEmpty()) {
            queue.remove(0).run();
        }

        assertThat(hub.count()).isZero();
        assertThat(looks).as("passes of the hub after that").hasValueLessThan(20);
    }

    private WatchSource source() {
        return fixture.state.watchSource();
    }

    private static KeyRange name(int number) {
        return key("k%06d".formatted(number));
    }

    /** So many keys, a hundred in an entry, one in a revision. */
    private void write(int keys) {
        for (int i = 0; i < keys; i += 100) {
            Command[] puts = new Command[100];
            for (int j = 0; j < puts.length; j++) {
                puts[j] = put("k%06d".formatted(i + j), "v");
            }
            fixture.applyOnly(puts);
        }
        fixture.run();
    }
}
