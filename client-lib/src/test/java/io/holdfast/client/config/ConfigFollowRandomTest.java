package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Consistency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Publishes, rollouts, lost calls, lost sessions and outages in an order that a seed decides. Whatever happens: no gap among the
 * releases that were for everybody, none of them twice, in order, and at the end the right one.
 */
class ConfigFollowRandomTest {
    record Pool(int size) {}

    @RepeatedTest(300)
    void nothingIsMissedDoubledOrTurnedRound() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SimulatedAgenda agenda = new SimulatedAgenda(random);
        FakeReleases releases = new FakeReleases(agenda, random);
        List<ConfigUpdate<Pool>> heard = new ArrayList<>();
        releases.publish("size: 0");
        ConfigSettings settings = new ConfigSettings(
                "shop-7",
                List.of(),
                null,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Consistency.linearizable(),
                false,
                true,
                (listener, thrown) -> {
                    throw new AssertionError(thrown);
                });
        ConfigHandle<Pool> handle = new ConfigClient(
                        releases, settings, agenda, agenda, random, releases::onLoss, () -> {})
                .bind(
                        "shop",
                        ConfigBinding.of(Pool.class)
                                .validate(pool -> pool.size() < 0 ? Optional.of("negative") : Optional.empty())
                                .listener(heard::add));
        agenda.pass(Duration.ofSeconds(1));
        long first = handle.release().header().number();
        int count = random.nextInt(60);
        for (int i = 1; i <= count; i++) {
            step(releases, random, i);
            agenda.pass(Duration.ofMillis(random.nextInt(60)));
        }
        releases.failOneIn = 0;
        releases.down = false;
        if (random.nextBoolean()) {
            releases.abort();
        }
        releases.publish("size: 12345");
        agenda.pass(Duration.ofMinutes(1));

        String as = "seed " + seed;
        assertThat(handle.current()).as(as).isEqualTo(new Pool(12345));
        assertThat(handle.staleSince()).as(as).isEmpty();
        assertThat(releases.row).as(as).isEqualTo(new Standing(releases.current(), 0, ""));
        List<Long> numbers =
                heard.stream().map(each -> each.release().header().number()).toList();
        for (int i = 1; i < heard.size(); i++) {
            assertThat(heard.get(i).before().orElseThrow().release())
                    .as(as)
                    .isSameAs(heard.get(i - 1).release());
            assertThat(numbers.get(i)).as(as).isNotEqualTo(numbers.get(i - 1));
        }
        List<Long> expected = releases.becameCurrent().stream()
                .filter(number -> number >= first && !releases.isBad(number))
                .toList();
        List<Long> forAll = new ArrayList<>();
        for (long number : numbers) {
            // A rollout that was given up leads back to a release heard before.
            if (expected.contains(number) && !forAll.contains(number)) {
                forAll.add(number);
            }
        }
        assertThat(forAll).as(as).isEqualTo(expected);
    }

    private static void step(FakeReleases releases, Random random, int i) {
        int size = random.nextInt(8) == 0 ? -i : i;
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                if (!releases.rolling()) {
                    releases.publish("size: " + size);
                }
            }
            case 3, 4 -> {
                if (!releases.rolling()) {
                    releases.stage("size: " + size);
                }
            }
            case 5 -> {
                if (releases.rolling()) {
                    releases.promote();
                }
            }
            case 6 -> releases.abort();
            case 7 -> releases.pause(random.nextBoolean());
            case 8 -> releases.loseSession();
            case 9 -> releases.failOneIn = random.nextInt(4);
            case 10 -> releases.down = !releases.down;
            default -> releases.reconnect();
        }
    }
}
