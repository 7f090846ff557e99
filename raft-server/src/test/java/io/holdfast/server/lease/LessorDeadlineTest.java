package io.holdfast.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.LessorFixture.Heard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A deadline counts from after the client has sent, however long before that the Lessor's clock ticked. */
class LessorDeadlineTest {
    private static final long TTL = 8_030;
    private static final long SLACK = 250;

    private final LessorFixture node = new LessorFixture();

    @Test
    void aLeaseGrantedBetweenTwoTicksOfTheClockLivesItsWholeTime() {
        node.run(400);
        node.run(40);
        node.grant(1, TTL);
        node.run(TTL);
        assertThat(node.exists(1)).isTrue();
        node.run(SLACK);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void aRenewalSentWhileATickIsHeldUpCountsFromItsSending() {
        node.run(400);
        node.grant(1, TTL);
        List<Heard<List<Renewal>>> heard = new ArrayList<>();
        // Up to just before a tick of the clock.
        node.run(50);
        node.atLookForTerm = () -> {
            node.pause(40);
            heard.add(node.renew(1L));
        };
        node.run(TTL);
        assertThat(heard.get(0).answer()).containsExactly(new Renewal(1, 1, TTL));
        assertThat(node.exists(1)).isTrue();
        node.run(SLACK);
        assertThat(node.exists(1)).isFalse();
    }

    @Test
    void noMoreIsLeftOfALeaseThanItsTimeToLive() {
        node.run(450);
        Heard<LeaseLife> heard = node.timeToLive(1, false);
        node.run(LessorFixture.TICK_MILLIS);
        node.grant(1, TTL);
        node.run(LessorFixture.TICK_MILLIS);
        assertThat(heard.answer().remainingMillis()).isEqualTo(TTL);
    }

    @Test
    void keysOfALeaseAreReadWhereTheyHoldUpNoRenewal() {
        List<Runnable> later = new ArrayList<>();
        node.queries = later::add;
        node.grant(1, TTL);
        node.attach(1, "k");
        node.run(200);
        Heard<LeaseLife> life = node.timeToLive(1, true);
        Heard<List<Renewal>> renewal = node.renew(1L);
        node.run(200);
        assertThat(renewal.answer()).containsExactly(new Renewal(1, 1, TTL));
        assertThat(life.isOpen()).isTrue();
        later.forEach(Runnable::run);
        assertThat(life.answer().keys()).hasSize(1);
    }

    @Test
    void moreKeysThanAFrameCarriesAreNotEvenRead() {
        node.grant(1, TTL);
        String padding = "k".repeat(4_000);
        for (int i = 0; i < 2_100; i++) {
            node.attach(1, padding + i);
        }
        node.run(200);
        Heard<LeaseLife> life = node.timeToLive(1, true);
        node.run(200);
        assertThat(life.failure().code()).isEqualTo(Failure.Code.UNSUPPORTED);
        assertThat(life.failure().message()).contains("ask without the keys");
    }
}
