package io.holdfast.server.lease;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.statemachine.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Nodes that share one log, as Raft would have them: an entry of a deposed leader is committed only if it was appended
 * before the next leader was elected; at most one node leads a term. Confined to the simulation's thread.
 */
final class SimCluster {
    final List<SimNode> nodes = new ArrayList<>();
    private final SimTime time;
    private final List<Entry> log = new ArrayList<>();
    private final List<Entry> uncommitted = new ArrayList<>();
    private final BiConsumer<Entry, Outcome> onFirstApply;
    private int firstApplied;
    private long term;

    SimCluster(SimTime time, int size, BiConsumer<Entry, Outcome> onFirstApply) {
        this.time = time;
        this.onFirstApply = onFirstApply;
        for (int i = 0; i < size; i++) {
            nodes.add(new SimNode(this, time));
        }
        electSomebody();
    }

    /** One command in the log; known by identity. */
    static final class Entry {
        private final Command command;
        private long term;
        private long committedNanos;

        Entry(Command command) {
            this.command = command;
        }

        Command command() {
            return command;
        }

        long term() {
            return term;
        }

        long committedNanos() {
            return committedNanos;
        }
    }

    static Command fenced(Command command, long entryTerm) {
        return TermFence.fenced(new CommandBatch(1, 1, 1, List.of(command)), entryTerm)
                .commands()
                .get(0);
    }

    long term() {
        return term;
    }

    int committed() {
        return log.size();
    }

    Entry entry(int index) {
        return log.get(index);
    }

    /** A leader appends; committed a little later, if it still leads by then and is not cut off. */
    void append(SimNode by, long byTerm, Entry entry) {
        entry.term = byTerm;
        if (byTerm != term) {
            time.in(time.about(500), () -> lost(by, entry));
            return;
        }
        uncommitted.add(entry);
        time.in(time.about(3), () -> settle(by, entry));
    }

    private void settle(SimNode by, Entry entry) {
        if (!uncommitted.contains(entry)) {
            if (!log.contains(entry)) {
                time.in(time.about(500), () -> lost(by, entry));
            }
        } else if (by.cutOff || entry.term != term) {
            time.in(50, () -> settle(by, entry));
        } else {
            // The log is in order: whatever was appended before is committed with it.
            int upTo = uncommitted.indexOf(entry);
            for (int i = 0; i <= upTo; i++) {
                commit(uncommitted.remove(0));
            }
        }
    }

    private static void lost(SimNode by, Entry entry) {
        by.fail(entry, Failure.notApplied(Failure.Code.LEADERSHIP_LOST, "overwritten"));
    }

    private void commit(Entry entry) {
        entry.committedNanos = time.nanos();
        log.add(entry);
        nodes.forEach(SimNode::catchUp);
    }

    /** A new term; of what the old leader appended, some is in the new leader's log and the rest is lost. */
    void electSomebody() {
        List<SimNode> able =
                nodes.stream().filter(node -> !node.isPaused() && !node.cutOff).toList();
        if (able.isEmpty()) {
            return;
        }
        SimNode next = able.get(time.random.nextInt(able.size()));
        term++;
        int kept = time.random.nextInt(uncommitted.size() + 1);
        for (int i = 0; i < kept; i++) {
            commit(uncommitted.remove(0));
        }
        uncommitted.clear();
        long elected = term;
        next.elected(term);
        for (SimNode node : nodes) {
            if (node != next) {
                hear(node, elected);
            }
        }
    }

    /** Whoever led before hears of the new term some time later, or when it is back. */
    private void hear(SimNode node, long elected) {
        time.in(
                time.about(300),
                () -> node.unlessPaused(() -> {
                    if (node.cutOff) {
                        hear(node, elected);
                    } else {
                        node.deposed(elected);
                    }
                }));
    }

    void applied(int index, Applied result) {
        if (index == firstApplied) {
            firstApplied++;
            onFirstApply.accept(log.get(index), result.outcomes().get(0));
        }
    }
}
