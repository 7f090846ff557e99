package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order: what a consumer was told equals the state at its position. */
class WatchRandomTest extends WatchCluster {
    private static final int STEPS = 400;

    /** Watches of which the present node lost something that the client has not noticed. */
    private final Set<Long> missing = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void whateverWasToldEqualsTheStateAtThePosition(long seed) {
        run(seed);
    }

    @Test
    void aSeedNobodyChose() {
        run(System.nanoTime());
    }

    private void run(long seed) {
        try {
            runSteps(new Random(seed));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void runSteps(Random random) {
        connect(random, "n1:7400");
        missing.clear();
        WatchingNode node = node();
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            WatchBounds bounds = i % 2 == 0 ? ROOMY : new WatchBounds(1 + random.nextInt(8), 1 << 20);
            WatchSpec spec = i < 2 ? WatchSpec.of(JOBS, 2) : snapshot(JOBS);
            followers.add(follow(spec, bounds));
        }
        for (int step = 0; step < STEPS; step++) {
            node = alive(node);
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> write(random);
                case 3, 4, 5 -> node.serve(1 + random.nextInt(4));
                case 6, 7, 8 -> followers.get(random.nextInt(followers.size())).take();
                case 9 -> loop.advanceMillis(random.nextInt(200));
                case 10 -> {
                    if (random.nextInt(4) == 0) {
                        node = breakOff(node);
                        missing.clear();
                        node.pushSize = 1 + random.nextInt(5);
                    }
                }
                default -> trouble(random, node);
            }
        }
        finish(node, followers);
    }

    private void write(Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            history.delete(JOBS);
        } else if (kind == 1) {
            history.delete(KeyRange.single(Bytes.utf8("jobs/00" + random.nextInt(10))));
        } else if (kind == 2) {
            history.put("wide", keys("jobs/", 1 + random.nextInt(20)).toArray(String[]::new));
        } else {
            history.put("v" + random.nextInt(), (kind < 6 ? "jobs/00" : "other/") + random.nextInt(10));
        }
    }

    private void trouble(Random random, WatchingNode node) {
        switch (random.nextInt(4)) {
            case 0 -> history.compact(history.revision() - random.nextInt(5));
            case 1 -> {
                AtomicBoolean lost = new AtomicBoolean();
                node.fault = push -> lose(push, lost, node);
            }
            case 2 -> node.applied = history.revision();
            default -> node.applied = Long.MAX_VALUE;
        }
    }

    /**
     * Loses one push of events. The loss of a part of a revision shows in no number, nor does one after which the node
     * claims that everything was sent: a node that lies about its own state is beyond a client's judgement.
     */
    private @Nullable WatchPush lose(WatchPush push, AtomicBoolean lost, WatchingNode node) {
        if (push instanceof WatchPush.Events batch && batch.upTo() > batch.after() && lost.compareAndSet(false, true)) {
            missing.add(batch.watch());
            return null;
        }
        missing.removeIf(number -> !node.serves(number));
        return push instanceof WatchPush.Progress && !missing.isEmpty() ? null : push;
    }

    /** The node, or, if the client left it, the one it came to instead. */
    private WatchingNode alive(WatchingNode node) {
        if (!node.stream.aborted) {
            return node;
        }
        missing.clear();
        for (int i = 0; i < 100 && nodes.last().aborted; i++) {
            loop.advanceMillis(20);
        }
        return node();
    }

    private void finish(WatchingNode node, List<Follower> followers) {
        WatchingNode last = alive(node);
        last.applied = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            if (i < 3) {
                history.put("last", "jobs/000");
            }
            last.serveAll();
            followers.forEach(Follower::takeAll);
            loop.advanceMillis(100);
            last = alive(last);
        }
        for (Follower follower : followers) {
            follower.isAt(history.revision());
            assertThat(follower.feed.phase()).isEqualTo(WatchPhase.FOLLOWING);
        }
    }
}
