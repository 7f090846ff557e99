package io.holdfast.server.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Put;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.statemachine.CoordinationState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** A hub over a real state, whose thread runs when the test says so and whose clock stands still. */
final class HubFixture {
    static final int ANY = 1 << 20;

    final CoordinationState state = new CoordinationState();
    final History history = new History();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final HistoryHub hub;

    private long nanos = 77;
    private long batches;

    HubFixture() {
        this(Long.MAX_VALUE);
    }

    HubFixture(long maxBytes) {
        hub = new HistoryHub(state::watchSource, tasks::add, () -> nanos, new ServerMetrics(), maxBytes);
    }

    ModelClient client(String name) {
        return new ModelClient(hub, name);
    }

    /** A line that nobody polls. */
    WatchLine line() {
        return new WatchLine(hub, () -> {}, 1, 0);
    }

    /** Applies one batch and tells the hub; its thread does not run yet. */
    void applyOnly(Command... commands) {
        history.add(state.apply(new CommandBatch(0, 1, ++batches, List.of(commands)))
                .events());
        hub.advanced();
    }

    /** Applies one batch, and lets the hub's thread do what there is to do. */
    void apply(Command... commands) {
        applyOnly(commands);
        run();
    }

    /** Lets the hub's thread do what there is to do. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void passes(Duration time) {
        nanos += time.toNanos();
        hub.tick();
        run();
    }

    /** Lets the hub work and the client read until there is nothing more. */
    void drain(ModelClient client) {
        int polled;
        do {
            run();
            polled = client.poll(Integer.MAX_VALUE, ANY);
        } while (polled > 0 || !tasks.isEmpty());
    }

    void compact() {
        apply(new Compact(state.revision()));
    }

    static Put put(String key, String value) {
        return new Put(Bytes.utf8(key), Bytes.utf8(value));
    }

    static DeleteRange delete(KeyRange range) {
        return new DeleteRange(range, false);
    }

    static KeyRange key(String key) {
        return KeyRange.single(Bytes.utf8(key));
    }

    static KeyRange prefix(String prefix) {
        return KeyRange.prefix(Bytes.utf8(prefix));
    }

    static WatchSpec since(KeyRange range, long revision) {
        return WatchSpec.of(range, revision);
    }
}
