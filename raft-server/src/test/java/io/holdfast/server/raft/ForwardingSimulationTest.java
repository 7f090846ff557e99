package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Three proposers on one log, in every trouble. The naive twin is the log itself: of each batch the first copy that comes
 * in turn counts, and whoever was told something must find it there.
 */
class ForwardingSimulationTest {
    private static final int TRIALS = Integer.getInteger("forwarding.trials", 400);
    private static final long FIRST_SEED = Long.getLong("forwarding.seed", 1);
    private static final long MILLI = 1_000_000;

    @Test
    void eachCommandIsAppliedAtMostOnceAndAnsweredOnceWithTheTruth() {
        Tally tally = new Tally();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            new Trial(seed, tally).run();
        }
        if (TRIALS >= 100) {
            assertThat(tally.outcomes).as("answered").isGreaterThan(1_000);
            assertThat(tally.unknown).as("unknown").isPositive();
            assertThat(tally.notApplied).as("not applied").isPositive();
            assertThat(tally.voids).as("void batches").isGreaterThan(1_000);
        }
    }

    /** What the trials came across: a simulation without trouble proves nothing. */
    private static final class Tally {
        private int outcomes;
        private int unknown;
        private int notApplied;
        private int voids;
    }

    /** A command, which start of its node proposed it, and who waits. */
    private record Asked(String key, int start, HeardOnce heard) {}

    private static final class Node {
        private final SimulatedRaft.View view;
        private final List<Runnable> replies = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();
        private CoordinationState state = new CoordinationState();
        private GroupCommitProposer proposer;
        private int applied;
        private int starts;

        Node(SimulatedRaft.View view, GroupCommitProposer proposer) {
            this.view = view;
            this.proposer = proposer;
        }
    }

    private static final class Trial {
        private final String seed;
        private final Random random;
        private final Tally tally;
        private final SimulatedRaft raft;
        private final List<Node> nodes = new ArrayList<>();
        private long incarnations;
        private long now = 1;

        Trial(long seed, Tally tally) {
            this.seed = "seed " + seed;
            this.random = new Random(seed);
            this.tally = tally;
            this.raft = new SimulatedRaft(random, 3);
            for (int i = 0; i < 3; i++) {
                SimulatedRaft.View view = raft.view(i);
                nodes.add(new Node(view, proposer(view)));
            }
        }

        private GroupCommitProposer proposer(SimulatedRaft.View view) {
            ProposalLimits limits = new ProposalLimits(20, 10_000, 3, 500, 1 + random.nextInt(3), 1);
            return new GroupCommitProposer(
                    view,
                    limits,
                    InFlightBound.of(limits),
                    new Clocks(() -> 1, () -> now),
                    task -> nodeOf(view).replies.add(task),
                    new ServerMetrics(),
                    () -> ++incarnations);
        }

        private Node nodeOf(SimulatedRaft.View view) {
            return nodes.stream().filter(node -> node.view == view).findFirst().orElseThrow();
        }

        void run() {
            for (int step = 0; step < 600; step++) {
                now += random.nextInt(4) * MILLI;
                raft.step();
                act(nodes.get(random.nextInt(nodes.size())));
            }
            raft.heal();
            settle();
            for (Node node : nodes) {
                propose(node, 3_600_000);
            }
            settle();
            check();
        }

        private void settle() {
            for (int step = 0; step < 20_000 && !isDone(); step++) {
                now += random.nextInt(4) * MILLI;
                raft.step();
                Node node = nodes.get(random.nextInt(nodes.size()));
                node.view.look();
                apply(node, 3);
                node.proposer.tick();
                runReplies(node);
            }
            nodes.forEach(node -> node.view.look());
        }

        private void act(Node node) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> propose(node, 5 + random.nextInt(400));
                case 3, 4, 5 -> apply(node, random.nextInt(4));
                case 6, 7 -> runReplies(node);
                case 8 -> {
                    node.view.look();
                    node.proposer.checkLeadership();
                }
                case 9, 10 -> node.proposer.tick();
                default -> trouble(node);
            }
        }

        private void trouble(Node node) {
            if (random.nextInt(4) == 0) {
                // The process starts again.
                node.proposer.abandon();
                runReplies(node);
                node.proposer = proposer(node.view);
                node.starts++;
            } else if (random.nextInt(3) == 0) {
                // A snapshot takes the place of what it would have applied.
                runReplies(node);
                Node ahead = nodes.get(random.nextInt(nodes.size()));
                if (ahead.applied > node.applied) {
                    node.state = CoordinationState.restore(ahead.state.capture());
                    node.applied = ahead.applied;
                    node.proposer.installed(node.state.capture());
                }
            }
        }

        private void propose(Node node, long patienceMillis) {
            String key = nodes.indexOf(node) + "/" + (1_000 + node.asked.size());
            Asked next = new Asked(key, node.starts, new HeardOnce());
            node.asked.add(next);
            node.proposer.propose(TestCluster.put(key, ""), now + patienceMillis * MILLI, next.heard());
        }

        private void apply(Node node, int count) {
            for (int i = 0; i < count && node.applied < raft.committed().size(); i++) {
                CommandBatch batch = raft.committed().get(node.applied++);
                var result = node.state.apply(batch);
                tally.voids += result.inTurn() ? 0 : 1;
                node.proposer.applied(batch, result);
            }
        }

        private void runReplies(Node node) {
            while (!node.replies.isEmpty()) {
                node.replies.remove(0).run();
            }
        }

        private boolean isDone() {
            return nodes.stream()
                    .allMatch(node -> node.proposer.isIdle()
                            && node.replies.isEmpty()
                            && node.applied == raft.committed().size());
        }

        private void check() {
            assertThat(isDone()).as("%s: everything comes to an end", seed).isTrue();
            Outcome.Range all = (Outcome.Range) nodes.get(0).state.query(RangeQuery.of(KeyRange.ALL));
            Map<String, KeyValue> found = new HashMap<>();
            all.keyValues().forEach(each -> found.put(each.key().utf8(), each));
            for (Node node : nodes) {
                assertThat(node.state.digest())
                        .as(seed)
                        .isEqualTo(nodes.get(0).state.digest());
                long last = 0;
                int start = 0;
                for (Asked each : node.asked) {
                    KeyValue stored = found.get(each.key());
                    check(each, stored);
                    // What a process sent before it ended may come after what the next one sent: it is UNKNOWN.
                    last = each.start() == start ? last : 0;
                    start = each.start();
                    if (stored != null) {
                        assertThat(stored.modRevision())
                                .as("%s: %s in the order proposed", seed, each.key())
                                .isGreaterThan(last);
                        last = stored.modRevision();
                    }
                }
                List<Asked> mine = node.asked;
                assertThat(mine.get(mine.size() - 1).heard().isAnswered())
                        .as("%s: the last one, after all trouble", seed)
                        .isTrue();
            }
        }

        private void check(Asked each, @Nullable KeyValue stored) {
            assertThat(each.heard().answers())
                    .as("%s: answers to %s", seed, each.key())
                    .isEqualTo(1);
            if (stored != null) {
                assertThat(stored.version())
                        .as("%s: %s was put so often", seed, each.key())
                        .isEqualTo(1);
            }
            if (each.heard().isAnswered()) {
                tally.outcomes++;
                assertThat(stored == null ? 0 : stored.modRevision())
                        .as("%s: %s was acknowledged", seed, each.key())
                        .isEqualTo(each.heard().outcome().revision());
            } else if (each.heard().failure().certainty() == Failure.Certainty.NOT_APPLIED) {
                tally.notApplied++;
                assertThat(stored)
                        .as("%s: %s was said not to be applied", seed, each.key())
                        .isNull();
            } else {
                tally.unknown++;
            }
        }
    }
}
