package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log that takes entries and says what it is told to say of them; confined to one thread. */
final class FakeLog implements ReplicatedLog {
    final List<LogEntry> entries = new ArrayList<>();
    final List<Sink> sinks = new ArrayList<>();

    @Nullable
    Failure refusal;

    @Nullable
    Leader leader = new Leader("n1", "n1:1", 1);

    /** Whether the next entry is refused. */
    boolean refuseNext;

    /** Entries with a key of this kind are refused for good; none if null. */
    @Nullable
    String poison;

    /** What the next sending throws. */
    @Nullable
    Throwable failure;

    /** Whether a sending hears at once that its entry was taken, as with a local log. */
    boolean accepting = true;

    @Override
    public @Nullable Failure refusal() {
        return refusal;
    }

    @Override
    public @Nullable Leader leader() {
        return leader;
    }

    @Override
    public void send(LogEntry entry, Leader to, Sink sink) {
        if (refuseNext) {
            refuseNext = false;
            sink.refused(Failure.notApplied(Failure.Code.NOT_LEADER, "not the leader any more"));
            return;
        }
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (poison != null
                && entry.batch().commands().stream()
                        .anyMatch(put -> ((Put) put).key().utf8().startsWith(poison))) {
            sink.refused(Failure.notApplied(Failure.Code.MALFORMED, "no leader takes this"));
            return;
        }
        entries.add(entry);
        sinks.add(sink);
        if (accepting) {
            sink.accepted();
        }
    }

    /** Another leader was elected. */
    void elect(String node) {
        long term = leader == null ? 100 : leader.term() + 1;
        leader = new Leader(node, node + ":1", term);
    }

    /** The leader stepped down while this entry was under way. */
    void giveUp(int position) {
        sinks.get(position).gaveUp("stepped down");
    }

    /** The keys put by each entry. */
    List<List<String>> keys() {
        return entries.stream()
                .map(entry -> entry.batch().commands().stream()
                        .map(command -> ((Put) command).key().utf8())
                        .toList())
                .toList();
    }

    /** The number of each entry. */
    List<Long> numbers() {
        return entries.stream().map(LogEntry::number).toList();
    }
}
