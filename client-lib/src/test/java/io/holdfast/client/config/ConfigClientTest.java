package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.ClosedException;
import io.holdfast.client.Consistency;
import io.holdfast.model.config.Release;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a service sees of its configuration while it runs. */
class ConfigClientTest extends ConfigFixture {
    @Test
    void pain17_eachReleaseIsHeardOnceAndInOrderFromTheFirstOn() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        assertThatThrownBy(handle::current).isInstanceOf(IllegalStateException.class);
        agenda.pass(SECOND);
        assertThat(handle.awaitReady(Duration.ZERO)).isEqualTo(new Pool(1));
        assertThat(handle.staleSince()).isEmpty();
        releases.publish("size: 2");
        releases.publish("size: 3");
        releases.publish("size: 4");
        releases.publish("size: 5");
        releases.publish("size: 6");
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->1", "1>2", "2>3", "3>4", "4>5", "5>6");
        assertThat(heard.get(1)).isEqualTo("1>2 5");
        assertThat(handle.release().header().number()).isEqualTo(6);
        assertThat(releases.row).isEqualTo(new Standing(6, 0, ""));
        assertThat(releases.said.get(0)).isEqualTo("ENROLLED 0");
        assertThat(errors).isEmpty();
    }

    @Test
    void coalescingPassesOverWhatWasReplaced() {
        releases.publish("size: 1");
        client(true).bind("shop", pool());
        agenda.pass(SECOND);
        for (int i = 2; i <= 9; i++) {
            releases.publish("size: " + i);
        }
        agenda.pass(SECOND);
        assertThat(sizes()).startsWith("->1").endsWith(sizes().get(sizes().size() - 1));
        assertThat(sizes().size()).isLessThan(9);
        assertThat(sizes().get(sizes().size() - 1)).endsWith(">9");
    }

    @Test
    void aVetoStaysWithTheOldAndSaysWhy() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.stage("size: 1000");
        agenda.pass(SECOND);
        assertThat(handle.current()).isEqualTo(new Pool(1));
        assertThat(releases.row).isEqualTo(new Standing(1, 2, "too many threads"));
        assertThat(handle.rejection().orElseThrow().release()).isEqualTo(2);
        assertThat(handle.rejection().orElseThrow().why()).isInstanceOf(ConfigVetoException.class);
        assertThat(handle.staleSince()).isEmpty();
        releases.abort();
        agenda.pass(SECOND);
        assertThat(handle.rejection()).isEmpty();
        releases.publish("size: 3");
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->1", "1>3");
        assertThat(releases.row).isEqualTo(new Standing(3, 0, ""));
    }

    @Test
    void whatDoesNotParseOrBindIsRejectedWithItsPlace() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.stage("size: [1\n");
        agenda.pass(SECOND);
        assertThat(releases.row().rejected()).isEqualTo(2);
        assertThat(releases.row().reason()).startsWith("app.yaml:1:");
        releases.abort();
        releases.stage("# a typo\nsise: 3\n");
        agenda.pass(SECOND);
        assertThat(releases.row().rejected()).isEqualTo(3);
        assertThat(releases.row().reason()).startsWith("app.yaml:2:7: /sise:");
        assertThat(handle.current()).isEqualTo(new Pool(1));
        assertThat(Files.exists(folder.resolve("shop.release"))).isTrue();
    }

    @Test
    void aFleetSaysWhatItAppliedSpreadOverAMomentAndWhatItRejectsAtOnce() {
        releases.publish("size: 1");
        client().bind("shop", pool());
        agenda.pass(SECOND);
        List<Long> millis = new ArrayList<>();
        for (int release = 2; release <= 21; release++) {
            releases.publish("size: " + release);
            millis.add(millisUntilSaid("APPLIED " + release));
        }
        long first = Collections.min(millis);
        long last = Collections.max(millis);
        assertThat(last).isGreaterThan(first + 100).isLessThan(first + Acknowledging.SPREAD.toMillis() + 20);

        releases.publish("size: 22");
        agenda.pass(Duration.ofMillis(first));
        releases.stage("size: 1000");
        assertThat(millisUntilSaid("REJECTED 23 too many threads")).isLessThan(100);
        assertThat(releases.said).containsSubsequence("APPLIED 22", "REJECTED 23 too many threads");
    }

    private long millisUntilSaid(String what) {
        long millis = 0;
        while (!releases.said.contains(what)) {
            assertThat(millis).as("until it says " + what).isLessThan(1_000);
            agenda.pass(Duration.ofMillis(1));
            millis++;
        }
        return millis;
    }

    @Test
    void anAbortedRolloutIsTakenBack() {
        releases.publish("size: 1");
        client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.stage("size: 2");
        agenda.pass(SECOND);
        releases.abort();
        agenda.pass(SECOND);
        releases.publish("size: 3");
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->1", "1>2", "2>1", "1>3");
        assertThat(releases.row).isEqualTo(new Standing(3, 0, ""));
    }

    @Test
    void aPausedRolloutKeepsWhomItHasThroughALostSession() {
        releases.publish("size: 1");
        client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.stage("size: 2");
        agenda.pass(SECOND);
        releases.pause(true);
        agenda.pass(SECOND);
        releases.loseSession();
        agenda.pass(Duration.ofSeconds(20));
        assertThat(releases.row).isEqualTo(new Standing(2, 0, ""));
        assertThat(sizes()).containsExactly("->1", "1>2");
    }

    @Test
    void aLostSessionIsFollowedByAllThatIsToBeSaidAgain() {
        releases.publish("size: 1");
        client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.stage("size: 1000");
        agenda.pass(SECOND);
        releases.said.clear();
        releases.loseSession();
        agenda.pass(SECOND);
        assertThat(releases.said).containsExactly("APPLIED 1", "REJECTED 2 too many threads");
    }

    @Test
    void anUnreachableClusterChangesNothingButTheAge() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.down = true;
        Instant before = agenda.now();
        agenda.pass(Duration.ofMinutes(5));
        assertThat(handle.current()).isEqualTo(new Pool(1));
        assertThat(handle.staleSince().orElseThrow()).isBetween(before.minusSeconds(1), before.plusSeconds(10));
        int asked = releases.offers;
        agenda.pass(Duration.ofMinutes(1));
        assertThat(releases.offers - asked).as("pauses grow to five seconds").isBetween(10, 30);
        releases.down = false;
        releases.publish("size: 2");
        agenda.pass(SECOND);
        assertThat(handle.current()).isEqualTo(new Pool(2));
        assertThat(handle.staleSince()).isEmpty();
    }

    @Test
    void aRestoredClusterWithTheSameNumbersIsNoticed() {
        releases.publish("size: 1");
        releases.publish("size: 2");
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.restore(2, "size: 22");
        agenda.pass(SECOND);
        assertThat(handle.current()).isEqualTo(new Pool(22));
        assertThat(sizes()).containsExactly("->2", "2>22");
    }

    @Test
    void whatWasForgottenIsPassedOverAndTheRestIsHeard() {
        releases.publish("size: 1");
        client().bind("shop", pool());
        agenda.pass(SECOND);
        releases.down = true;
        for (int i = 2; i <= 9; i++) {
            releases.publish("size: " + i);
        }
        releases.forgetBelow(6);
        releases.down = false;
        releases.reconnect();
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->1", "1>6", "6>7", "7>8", "8>9");
    }

    @Test
    void severalBindingsOfASetHaveOneReleaseInMemoryAndAllSwitchOrNone() {
        releases.publish("size: 1");
        ConfigClient client = client();
        ConfigHandle<Pool> one = client.bind("shop", pool());
        ConfigHandle<Release> other = client.bind("shop", ConfigBinding.release());
        ConfigHandle<Pool> strict = client.bind(
                "shop",
                ConfigBinding.of(Pool.class)
                        .validate(pool -> pool.size() == 3 ? Optional.of("not three") : Optional.empty()));
        agenda.pass(SECOND);
        assertThat(one.release()).isSameAs(other.current()).isSameAs(strict.release());
        assertThat(releases.observers()).isEqualTo(1);
        releases.publish("size: 3");
        agenda.pass(SECOND);
        assertThat(one.current()).isEqualTo(strict.current()).isEqualTo(new Pool(1));
        assertThat(other.current().header().number()).isEqualTo(1);
        strict.close();
        agenda.pass(SECOND);
        assertThat(one.current()).as("whoever objected is gone").isEqualTo(new Pool(3));
        assertThat(releases.row).isEqualTo(new Standing(2, 0, ""));
    }

    @Test
    void aLateListenerHearsTheValueOfNowFirst() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind("shop", Pool.class);
        agenda.pass(SECOND);
        handle.listen(this::heard);
        releases.publish("size: 2");
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->1", "1>2");
    }

    @Test
    void aListenerThatThrowsStopsNobody() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind("shop", Pool.class);
        handle.listen(update -> {
            throw new IllegalStateException("no");
        });
        handle.listen(this::heard);
        agenda.pass(SECOND);
        releases.publish("size: 2");
        agenda.pass(SECOND);
        assertThat(sizes()).containsExactly("->1", "1>2");
        assertThat(errors).hasSize(2);
        assertThat(releases.row).isEqualTo(new Standing(2, 0, ""));
    }

    @Test
    void closingTheLastBindingLeavesAndABindingAfterThatIsCountedAgain() {
        releases.publish("size: 1");
        ConfigClient client = client();
        ConfigHandle<Pool> handle = client.bind("shop", pool());
        agenda.pass(SECOND);
        handle.close();
        handle.close();
        ConfigHandle<Pool> again = client.bind("shop", pool());
        agenda.pass(SECOND);
        assertThat(releases.said).contains("LEFT");
        assertThat(releases.row).isEqualTo(new Standing(1, 0, ""));
        assertThat(handle.current()).as("the last value stays").isEqualTo(new Pool(1));
        client.close();
        agenda.pass(SECOND);
        assertThat(releases.row).isNull();
        assertThat(releases.observers()).isZero();
        releases.publish("size: 2");
        agenda.pass(Duration.ofMinutes(1));
        assertThat(again.current()).isEqualTo(new Pool(1));
        assertThatThrownBy(() -> client.bind("shop", Pool.class)).isInstanceOf(ClosedException.class);
    }

    @Test
    void aSetThatComesLaterIsWaitedFor() {
        ConfigHandle<Pool> handle = client().bind("shop", pool());
        agenda.pass(Duration.ofMinutes(1));
        assertThat(handle.ready()).isNotDone();
        releases.publish("size: 1");
        agenda.pass(SECOND);
        assertThat(handle.current()).isEqualTo(new Pool(1));
    }

    @Test
    void oneReadFollowsNothing() {
        releases.publish("size: 1");
        var view = client().read("shop", ConfigBinding.of(Pool.class), Consistency.local());
        agenda.pass(SECOND);
        assertThat(view.join().value()).isEqualTo(new Pool(1));
        assertThat(view.join().release().header().number()).isEqualTo(1);
        assertThat(releases.observers()).isZero();
        assertThat(releases.said).isEmpty();
    }

    @Test
    void aNodeThatLagsBehindTakesNothingBack() {
        releases.publish("size: 1");
        releases.publish("size: 2");
        ConfigHandle<Pool> handle = client(false, Consistency.local()).bind("shop", pool());
        agenda.pass(SECOND);
        releases.answersAsOf = 1;
        agenda.pass(Duration.ofMinutes(1));
        assertThat(handle.current()).isEqualTo(new Pool(2));
        assertThat(handle.staleSince()).as("nobody who knows has confirmed it").isPresent();
        releases.answersAsOf = 0;
        agenda.pass(Duration.ofMinutes(1));
        assertThat(handle.staleSince()).isEmpty();
        assertThat(sizes()).containsExactly("->2");
    }

    @Test
    void anErrorInAValidatorIsAnObjectionAndFollowingGoesOn() {
        releases.publish("size: 1");
        ConfigHandle<Pool> handle = client().bind(
                        "shop", ConfigBinding.of(Pool.class).validate(pool -> {
                            if (pool.size() == 2) {
                                throw new NoClassDefFoundError("gone");
                            }
                            return Optional.empty();
                        }));
        agenda.pass(SECOND);
        releases.publish("size: 2");
        agenda.pass(SECOND);
        assertThat(handle.current()).isEqualTo(new Pool(1));
        assertThat(releases.row().reason()).contains("gone");
        releases.publish("size: 3");
        agenda.pass(SECOND);
        assertThat(handle.current()).isEqualTo(new Pool(3));
    }
}
