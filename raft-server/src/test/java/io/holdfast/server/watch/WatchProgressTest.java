package io.holdfast.server.watch;

import static io.holdfast.server.watch.HubFixture.key;
import static io.holdfast.server.watch.HubFixture.put;
import static io.holdfast.server.watch.HubFixture.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When progress is told and what it stands for; how much a client and a crowd of watches can make the hub do. */
class WatchProgressTest {
    private final HubFixture fixture = new HubFixture();
    private final ModelClient client = fixture.client("client");

    @Test
    void pain14TheSameProgressToldAgainMovesAWatchThatBeganInBetween() {
        client.create(1, since(key("other"), 0));
        fixture.drain(client);
        for (int i = 0; i < 10; i++) {
            fixture.apply(put("a", "v" + i));
        }
        askProgress();
        client.create(2, since(key("quiet"), 5));
        fixture.drain(client);
        assertThat(client.seen(2).position).isEqualTo(4);
        askProgress();
        assertThat(client.progress).containsExactly(11L, 11L);
        fixture.apply(put("quiet", "1"));
        fixture.drain(client);

        WatchPush last = client.pushes.get(client.pushes.size() - 1);
        assertThat(last)
                .isInstanceOfSatisfying(
                        WatchPush.Events.class, push -> assertThat(push.after()).isEqualTo(11));
    }

    @Test
    void aWatchThatCannotBeginDoesNotKeepTheOthersFromProgress() {
        client.create(1, since(key("quiet"), 0));
        client.create(2, new WatchSpec(KeyRange.ALL, 0, false, 99, true, true, false, true));
        fixture.drain(client);
        fixture.apply(put("a", "1"));
        askProgress();
        assertThat(client.progress).containsExactly(2L);

        client.stream.cancel(2);
        fixture.apply(put("a", "2"));
        askProgress();
        assertThat(client.progress).containsExactly(2L, 3L);
    }

    @Test
    void progressAskedForAgainAndAgainIsOneTaskAndOneAnswer() {
        client.create(1, since(key("quiet"), 0));
        fixture.drain(client);
        for (int i = 0; i < 5_000; i++) {
            client.stream.requestProgress();
        }
        fixture.tasks.remove().run();
        assertThat(fixture.tasks).isEmpty();
        fixture.drain(client);
        assertThat(client.progress).containsExactly(1L);
        askProgress();
        assertThat(client.progress).as("and may be asked for again").containsExactly(1L, 1L);
    }

    @Test
    void requestsThatTheHubHasNotComeToCountAsUnanswered() {
        int many = Limits.MAX_WATCHES / 2;
        for (int i = 1; i <= many; i++) {
            client.stream.create(i, since(key("k"), 0));
            client.stream.cancel(i);
        }
        assertThat(client.stream.unanswered())
                .as("each was made and cancelled, of which one is to be told")
                .isEqualTo(3 * many);
        client.poll(Integer.MAX_VALUE, 1);
        assertThat(client.cancelled).hasSize(many);
        assertThat(client.stream.unanswered()).isEqualTo(2 * many);

        client.stream.create(1, since(key("k"), 0));
        client.stream.cancel(1);
        client.poll(Integer.MAX_VALUE, 1);
        int woken = client.woken.get();
        fixture.run();
        assertThat(client.stream.unanswered()).isZero();
        assertThat(client.woken).as("told that there is room again").hasValue(woken + 1);
    }

    @Test
    void aProgressIsNotOlderThanTheRequestForIt() {
        List<WatchPush> pushes = new ArrayList<>();
        AtomicReference<WatchStream> eager = new AtomicReference<>();
        eager.set(fixture.hub.open(() -> readAll(Objects.requireNonNull(eager.get()), pushes)));
        Objects.requireNonNull(eager.get()).create(1, since(key("quiet"), 0));
        fixture.run();
        for (int i = 0; i < 5_000; i++) {
            fixture.applyOnly(put("a", "v" + i));
        }
        Objects.requireNonNull(eager.get()).requestProgress();
        fixture.run();

        assertThat(pushes).containsExactly(new WatchPush.Begun(1, 1), new WatchPush.Progress(5_001));
    }

    @Test
    void aPassEndsWhenAFewEventsWereNotedAtAGreatManyWatches() {
        for (int i = 1; i <= 2_000; i++) {
            client.create(i, since(key("hot"), 0));
        }
        fixture.drain(client);
        List<Long> wokenAt = new ArrayList<>();
        WatchStream other = fixture.hub.open(() -> wokenAt.add(fixture.hub.through()));
        other.create(1, since(key("hot"), 0));
        fixture.run();
        readAll(other, new ArrayList<>());
        wokenAt.clear();
        for (int i = 0; i < 100; i++) {
            fixture.applyOnly(put("hot", "v" + i));
        }
        fixture.run();

        assertThat(wokenAt).as("65 536 notes are those of 33 revisions").containsExactly(34L);
        assertThat(fixture.hub.through()).isEqualTo(101);
    }

    private static void readAll(WatchStream stream, List<WatchPush> pushes) {
        for (WatchPush push = stream.poll(1 << 20); push != null; push = stream.poll(1 << 20)) {
            pushes.add(push);
        }
    }

    private void askProgress() {
        client.stream.requestProgress();
        fixture.drain(client);
    }
}
