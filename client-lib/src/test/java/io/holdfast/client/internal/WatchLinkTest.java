package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link that watches stand on: one that does not lead if there is one, and the same until it breaks. */
class WatchLinkTest extends SpreadCluster {
    private @Nullable Link link;

    @BeforeEach
    void watch() {
        begin();
        pipeline.add(new LinkListener() {
            @Override
            public void opened(Link opened) {
                link = pipeline.router().spread().forWatches(loop.nanoTime());
            }

            @Override
            public void tick(long now) {
                link = pipeline.router().spread().forWatches(now);
            }
        });
        loop.execute(() -> link = pipeline.router().spread().forWatches(loop.nanoTime()));
        loop.settle();
    }

    private String node() {
        return String.valueOf(
                Objects.requireNonNull(link, "no link for watches").node());
    }

    @Test
    void aWatchGoesToANodeThatDoesNotLeadOverOneConnectionMore() {
        loop.advanceMillis(30);
        serve("n1");
        assertThat(link).as("waits for another node").isNull();
        assertThat(nodes.streams).hasSize(2);
        String other = nodes.last().address.host();
        nodes.last().hello(other, 1000, N1);
        assertThat(node()).isEqualTo(other).isNotEqualTo("n1");
        loop.advanceMillis(120_000 / 40);
        assertThat(nodes.last().aborted).as("kept while the watch stands").isFalse();
    }

    @Test
    void theLeaderIsTakenWhenNobodyElseAnswersInTime() {
        loop.advanceMillis(30);
        serve("n1");
        loop.advanceMillis(2 * Spread.PATIENCE_NANOS / 1_000_000);
        assertThat(node()).isEqualTo("n1");
    }

    @Test
    void anotherNodeIsTakenWhenTheLinkBreaks() {
        loop.advanceMillis(30);
        serve("n1");
        String first = nodes.last().address.host();
        nodes.last().hello(first, 1000, N1);
        nodes.to(first + ":7400").end(Trouble.unavailable("killed"));
        link = null;
        for (int i = 0; i < 60 && link == null; i++) {
            loop.advanceMillis(10);
            SimulatedTransport.Opened last = nodes.last();
            if (last.address.host().equals(first)) {
                last.end(Trouble.unavailable("connection refused"));
            } else if (last.sent.size() == 1 && !last.address.host().equals("n1")) {
                last.hello(last.address.host(), 1000, N1);
            }
        }
        assertThat(node()).isNotEqualTo(first);
    }

    @Test
    void aNodeThatOnlyWatchesWaitForIsAskedWhenItIsQuietAndGivenUpWhenItStaysSo() {
        loop.advanceMillis(30);
        serve("n1");
        SimulatedTransport.Opened follower = nodes.last();
        follower.hello(follower.address.host(), 1000, N1);
        List<Request> before = new ArrayList<>(follower.requests());
        loop.advanceMillis(Silence.QUIET_NANOS / 1_000_000 + 1_000);
        assertThat(follower.requests()).hasSize(before.size() + 1);
        assertThat(follower.requests().get(before.size())).isInstanceOf(Request.DescribeCluster.class);
        loop.advanceMillis(2_000);
        assertThat(follower.aborted).isTrue();
    }

    @Test
    void theConnectionIsLetGoWithTheLastWatch() {
        loop.advanceMillis(30);
        serve("n1");
        SimulatedTransport.Opened follower = nodes.last();
        follower.hello(follower.address.host(), 1000, N1);
        pipeline.router().spread().endWatches();
        put("a");
        loop.settle();
        assertThat(follower.aborted).isTrue();
    }
}
