package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One log of several nodes, as proposers may meet it at worst: messages are lost, doubled, late and out of order, leaders
 * change and take with them what was not committed. Confined to one thread; everything comes from the seed.
 */
final class SimulatedRaft {
    private static final Failure NOT_LEADER = Failure.notApplied(Failure.Code.NOT_LEADER, "another one leads");

    private final Random random;
    private final int nodes;
    private final List<CommandBatch> committed = new ArrayList<>();
    private final List<Pending> tail = new ArrayList<>();
    private final List<Runnable> network = new ArrayList<>();
    private boolean healed;
    private int leader;
    private long term = 1;

    /** An entry in the leader's log that is not committed, and who hears if it is given up. */
    private record Pending(CommandBatch batch, ReplicatedLog.@Nullable Sink local) {}

    SimulatedRaft(Random random, int nodes) {
        this.random = random;
        this.nodes = nodes;
    }

    /** What is in the log for good. */
    List<CommandBatch> committed() {
        return committed;
    }

    /** No trouble from now on. */
    void heal() {
        healed = true;
    }

    Leader leader() {
        return new Leader("n" + leader, "n" + leader + ":1", term);
    }

    /** Something happens: a message arrives, or some entries are committed, or the leader changes. */
    void step() {
        int what = random.nextInt(10);
        if (what < 5) {
            arrive();
        } else if (what < 9 || healed) {
            commit(random.nextInt(3));
        } else {
            elect();
        }
    }

    private void arrive() {
        if (network.isEmpty()) {
            return;
        }
        Runnable message = network.remove(healed ? 0 : random.nextInt(network.size()));
        if (healed || random.nextInt(8) > 0) {
            message.run();
        }
    }

    private void commit(int count) {
        for (int i = 0; i < count && !tail.isEmpty(); i++) {
            committed.add(tail.remove(0).batch());
        }
    }

    private void elect() {
        // What the new leader has of the old one's log is kept.
        commit(0);
        List<Pending> lost = new ArrayList<>(tail.subList(random.nextInt(tail.size() + 1), tail.size()));
        tail.removeAll(lost);
        List<Pending> pending = new ArrayList<>(tail);
        pending.addAll(lost);
        leader = random.nextInt(nodes);
        term++;
        for (Pending entry : pending) {
            ReplicatedLog.Sink local = entry.local();
            if (local != null && random.nextInt(4) > 0) {
                network.add(() -> local.gaveUp("stepped down"));
            }
        }
    }

    /** The log as this node sees it. */
    View view(int node) {
        return new View(node);
    }

    /** One node's view: who leads may be out of date. */
    final class View implements ReplicatedLog {
        private final int self;
        private @Nullable Leader seen;

        View(int self) {
            this.self = self;
        }

        /** The node hears who leads, or loses sight. */
        void look() {
            seen = healed || random.nextInt(5) > 0 ? SimulatedRaft.this.leader() : null;
        }

        @Override
        public @Nullable Failure refusal() {
            return seen == null ? Failure.notApplied(Failure.Code.NO_LEADER, "nobody known") : null;
        }

        @Override
        public @Nullable Leader leader() {
            return seen;
        }

        @Override
        public void send(LogEntry entry, Leader to, Sink sink) {
            CommandBatch batch = entry.batch();
            if (to.node().equals("n" + self)) {
                if (leads(to)) {
                    tail.add(new Pending(batch, sink));
                    sink.accepted();
                } else {
                    sink.refused(NOT_LEADER);
                }
                return;
            }
            boolean[] heard = {false};
            int copies = healed || random.nextInt(6) > 0 ? 1 : 2;
            for (int i = 0; i < copies; i++) {
                network.add(() -> receive(batch, to, sink, heard, copies));
            }
            // The call's time limit, which may pass before or after.
            network.add(() -> tell(heard, () -> sink.gaveUp("no answer")));
        }

        private void refuse(Sink sink, int copies) {
            if (copies == 1) {
                sink.refused(NOT_LEADER);
            } else {
                sink.gaveUp("two copies");
            }
        }

        private void receive(CommandBatch batch, Leader to, Sink sink, boolean[] heard, int copies) {
            if (to.node().equals("n" + leader)) {
                tail.add(new Pending(batch, null));
                network.add(() -> tell(heard, sink::accepted));
            } else {
                // Of two copies one may be taken and the other refused: only the only one's refusal is certain.
                network.add(() -> tell(heard, () -> refuse(sink, copies)));
            }
        }

        private boolean leads(Leader to) {
            return to.equals(SimulatedRaft.this.leader());
        }

        private void tell(boolean[] heard, Runnable answer) {
            if (!heard[0]) {
                heard[0] = true;
                answer.run();
            }
        }
    }
}
