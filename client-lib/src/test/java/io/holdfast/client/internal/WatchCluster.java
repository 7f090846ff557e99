package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchSpec;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The watches of one client in simulated time, against nodes that share a history. */
abstract class WatchCluster {
    static final KeyRange JOBS = KeyRange.prefix(Bytes.utf8("jobs/"));
    static final WatchBounds ROOMY = new WatchBounds(1 << 20, 1 << 30);
    static final long STALE_NANOS = 15_000_000_000L;

    SimulatedLoop loop = new SimulatedLoop();
    SimulatedTransport nodes = new SimulatedTransport(loop);
    WatchedHistory history = new WatchedHistory();
    Pipeline pipeline = make(new Random(7), "n1:7400");
    Watches watches = watchesOf(new Random(7));
    private long term = 5;
    private @Nullable WatchingNode current;

    @BeforeEach
    void connect() {
        connect(new Random(7), "n1:7400");
    }

    void connect(Random random, String... seeds) {
        // All anew: the timers of an earlier client would go on in an old loop.
        loop = new SimulatedLoop();
        nodes = new SimulatedTransport(loop);
        current = null;
        history = new WatchedHistory();
        pipeline = make(random, seeds);
        watches = watchesOf(random);
        pipeline.add(watches);
        pipeline.start();
        loop.settle();
    }

    private Pipeline make(Random random, String... seeds) {
        return new Pipeline(settings(seeds), loop, nodes, Callbacks.inOrder(Runnable::run), random);
    }

    private Watches watchesOf(Random random) {
        return new Watches(settings("n1:7400"), pipeline, loop, Runnable::run, random);
    }

    private static Settings settings(String... seeds) {
        return new Settings(
                java.util.Arrays.stream(seeds).map(Address::parse).toList(),
                "test",
                "0",
                2_000_000_000L,
                20_000_000L,
                1_000_000_000L,
                100,
                8 << 20,
                10_000);
    }

    /** The newest stream the client opened, to a node that leads. */
    WatchingNode node() {
        SimulatedTransport.Opened stream = nodes.last();
        WatchingNode node = new WatchingNode(stream, ++term, history);
        current = node;
        node.greet();
        settle();
        return node;
    }

    /** Ends a node's stream; the client comes back to the same address. */
    WatchingNode breakOff(WatchingNode node) {
        int streams = nodes.streams.size();
        node.stream.end(Trouble.unavailable("pulled"));
        for (int i = 0; i < 100 && nodes.streams.size() == streams; i++) {
            loop.advanceMillis(20);
        }
        return node();
    }

    Follower follow(WatchSpec spec) {
        return follow(spec, ROOMY);
    }

    Follower follow(WatchSpec spec, WatchBounds bounds) {
        WatchFeed feed =
                Objects.requireNonNull(watches.open(new WatchFeed.Terms(spec, bounds, true, STALE_NANOS), () -> {}));
        settle();
        return new Follower(feed, history, spec);
    }

    /** Until the client has found out where its watches may hang. */
    private void settle() {
        loop.settle();
        for (int i = 0; i < 6 && pipeline.watchLink() == null; i++) {
            if (current != null) {
                current.listen();
            }
            loop.advanceMillis(100);
        }
    }

    static WatchSpec snapshot(KeyRange range) {
        return new WatchSpec(range, 0, true, 0, true, true, false, true);
    }

    static List<String> keys(String prefix, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> prefix + String.format(java.util.Locale.ROOT, "%03d", i))
                .toList();
    }
}
