package io.holdfast.server.raft;

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

    boolean refuseNext;

    @Override
    public @Nullable Failure refusal() {
        return refusal;
    }

    @Override
    public void append(LogEntry entry, Sink sink) {
        if (refuseNext) {
            refuseNext = false;
            sink.gaveUp(entry, "not the leader any more");
            return;
        }
        entries.add(entry);
        sinks.add(sink);
        long index = 10L * entries.size();
        entry.appending(() -> index);
    }

    /** The node lost leadership while this entry was under way. */
    void giveUp(int position) {
        sinks.get(position).gaveUp(entries.get(position), "stepped down");
    }

    /** The keys put by each entry. */
    List<List<String>> keys() {
        return entries.stream()
                .map(entry -> entry.batch().commands().stream()
                        .map(command -> ((Put) command).key().utf8())
                        .toList())
                .toList();
    }
}
