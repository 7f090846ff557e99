package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Locks of a client that does not reach the leader, n1, but nodes that do: what happens to them is told there. */
class LockDetourTest extends LockCluster {
    private final List<Loss> losses = new ArrayList<>();
    private boolean blocked = true;

    /** The stream on which something came last. */
    private SimulatedTransport.@Nullable Opened way;

    @BeforeEach
    void threeNodes() {
        restart(100, 8 << 20, "n1:7400", "n2:7400", "n3:7400");
        beginLocks();
    }

    /** Time passes; nodes greet who comes and do what they are asked, n1 only if it is not blocked. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 10) {
            for (SimulatedTransport.Opened stream : List.copyOf(nodes.streams)) {
                String node = stream.address.host();
                if (!stream.aborted && node.equals("n1") && blocked) {
                    cut(stream);
                } else if (!stream.aborted && !stream.greeted) {
                    stream.hello(node, 1_000, N1);
                }
                if (!stream.aborted && !pending(stream).isEmpty()) {
                    way = stream;
                    work(stream);
                }
            }
            loop.advanceMillis(10);
        }
    }

    private static void cut(SimulatedTransport.Opened stream) {
        stream.aborted = true;
        stream.end(CUT);
    }

    private SimulatedTransport.Opened way() {
        return Objects.requireNonNull(way, "nobody was asked");
    }

    private static long followings(SimulatedTransport.Opened stream) {
        return stream.requests().stream()
                .filter(Request.Follow.class::isInstance)
                .count();
    }

    private void startAtTheLeader() {
        blocked = false;
        acquire("warm");
        pass(1_000);
        assertThat(way().address.host()).isEqualTo("n1");
    }

    @Test
    void aWaiterOnADetourIsGrantedByAPush() {
        rival("a", 1);
        Asked asked = acquire("a");
        pass(1_500);
        assertThat(way().address.host()).isNotEqualTo("n1");
        assertThat(asked.waits()).isTrue();
        rivalReleases("a", 1);
        work(way());
        assertThat(asked.hold().token()).isEqualTo(2);
    }

    @Test
    void aLockThatIsTakenAwayOnADetourIsToldToItsHolder() {
        Asked asked = acquire("a");
        pass(1_500);
        assertThat(way().address.host()).isNotEqualTo("n1");
        asked.hold().onLost(losses::add, Runnable::run);
        state.locks.end("a", LockEnd.REVOKED, "revoked by ops (stuck)");
        work(way());
        assertThat(losses).containsExactly(new Loss(LockEnd.REVOKED, "revoked by ops (stuck)"));
        assertThat(asked.hold().remainingNanos()).isZero();
    }

    @Test
    void aWaiterFromBeforeTheCutIsGrantedByAPushOnTheDetour() {
        startAtTheLeader();
        rival("a", 1);
        Asked asked = acquire("a");
        pass(100);
        blocked = true;
        pass(2_000);
        assertThat(way().address.host()).isNotEqualTo("n1");
        assertThat(asked.waits()).isTrue();
        rivalReleases("a", 1);
        work(way());
        assertThat(asked.hold().token()).isEqualTo(3);
    }

    @Test
    void aGrantThatCameBetweenTheCutAndTheDetourIsFoundOut() {
        startAtTheLeader();
        rival("a", 1);
        Asked asked = acquire("a");
        pass(100);
        blocked = true;
        pass(10);
        rivalReleases("a", 1);
        state.locks.pushes.clear();
        assertThat(asked.waits()).isTrue();
        pass(2_000);
        assertThat(asked.hold().token()).isEqualTo(3);
    }

    @Test
    void theLeaderFollowsTheSessionAgainOnceTheDetourIsOver() {
        Asked asked = acquire("a");
        pass(1_500);
        SimulatedTransport.Opened detour = way();
        assertThat(followings(detour)).isEqualTo(1);
        asked.hold().onLost(losses::add, Runnable::run);
        blocked = false;
        pass(2_000);
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        assertThat(way()).isSameAs(n1);
        assertThat(followings(n1)).isEqualTo(1);
        assertThat(followings(detour)).isEqualTo(1);
        state.locks.end("a", LockEnd.REVOKED, "revoked by ops (stuck)");
        work(n1);
        assertThat(losses).hasSize(1);
    }
}
