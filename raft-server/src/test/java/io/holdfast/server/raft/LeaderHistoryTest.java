package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.server.raft.LeaderHistory.Change;
import io.holdfast.server.raft.LeaderHistory.Sight;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaderHistoryTest {
    private static final Leader N1 = new Leader("n1", "127.0.0.1:7400", 4);
    private static final Leader N2 = new Leader("n2", "127.0.0.1:7410", 5);

    private final LeaderHistory history = new LeaderHistory("n1", 300, 0);
    private long millis;

    @Test
    void theFirstLeaderIsThatOfTheStart() {
        nothing(120, null, 0);
        Change change = look(200, N2, 0);

        assertThat(change.before()).isNull();
        assertThat(change.after()).isEqualTo(N2);
        assertThat(change.cause()).isEqualTo("this node started 320 ms ago");
    }

    @Test
    void aSilentLeaderIsTheCauseOfItsReplacement() {
        see(10, N2, 0);
        for (int i = 0; i < 40; i++) {
            nothing(10, N2, 10L * i);
        }
        Change lost = look(10, null, 0);
        assertThat(lost.after()).isNull();
        assertThat(lost.cause()).isEqualTo("node n2 was silent for 400 ms");
        Change change = look(200, N1, 0);
        assertThat(change.before()).isEqualTo(N2);
        assertThat(change.withoutMillis()).isEqualTo(600);
        assertThat(change.cause()).isEqualTo("node n2 was silent for 400 ms");
    }

    @Test
    void aLeaderHeardJustBeforeIsNotBlamedForSilence() {
        see(10, N2, 0);
        see(10, N2, 5);
        Change change = look(10, N1, 0);

        assertThat(change.cause())
                .startsWith("node n2 was heard 15 ms before: it stepped down, handed over")
                .endsWith("its own log says more");
    }

    @Test
    void aLeaderThatLostItsMajoritySaysSo() {
        see(10, N1, 0);
        for (int i = 1; i <= 70; i++) {
            see(10, N1, 10L * i);
        }

        assertThat(look(10, null, 0).cause()).isEqualTo("this node led, and no majority answered it for 710 ms");
    }

    @Test
    void aLeaderWithAStuckDiskSaysSo() {
        see(10, N1, 0);
        millis += 10;
        Change change = requireNonNull(history.look(new Sight(nanos(), null, 5, LeaderContact.NEVER, 900)));

        assertThat(change.cause()).isEqualTo("this node led, and its own disk has not written the log for 900 ms");
    }

    @Test
    void aLeaderThatHandedOverDoesNotBlameAnybody() {
        see(10, N1, 0);
        see(10, N1, 3);

        assertThat(look(10, N2, 0).cause())
                .isEqualTo(
                        "this node led with a majority in contact: it handed over, or another asked for votes in term"
                                + " 5");
    }

    @Test
    void aPauseOfThisNodeIsItsOwnFault() {
        see(10, N2, 0);
        see(10, N2, 5);

        assertThat(look(4_000, null, 0).cause()).startsWith("this node did not run for 4000 ms");
    }

    @Test
    void theSameLeaderInANewTermIsAChange() {
        see(10, N2, 0);
        Change change = look(10, new Leader("n2", N2.address(), 9), 0);

        assertThat(change.before()).isEqualTo(N2);
        assertThat(requireNonNull(change.after()).term()).isEqualTo(9);
    }

    /** What is seen later, whatever comes of it. */
    private @Nullable Change see(long later, @Nullable Leader leader, long silent) {
        millis += later;
        return history.look(new Sight(nanos(), leader, 5, leader == null ? LeaderContact.NEVER : silent, 0));
    }

    private Change look(long later, @Nullable Leader leader, long silent) {
        return requireNonNull(see(later, leader, silent));
    }

    private void nothing(long later, @Nullable Leader leader, long silent) {
        assertThat(see(later, leader, silent)).isNull();
    }

    private long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
