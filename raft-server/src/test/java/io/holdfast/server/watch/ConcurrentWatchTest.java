package io.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Apply, the hub and the readers on threads of their own, as on a server. */
class ConcurrentWatchTest {
    private static final int BATCHES = 40_000;
    private static final int READERS = 3;

    private final CoordinationState state = new CoordinationState();
    private final History history = new History();
    private final AtomicBoolean written = new AtomicBoolean();

    @Test
    void pain14ReadersOnManyThreadsSeeTheWholeHistoryInOrder() throws InterruptedException, ExecutionException {
        ExecutorService hubThread = Executors.newSingleThreadExecutor();
        ExecutorService others = Executors.newFixedThreadPool(READERS + 1);
        try {
            HistoryHub hub = new HistoryHub(
                    state::watchSource, hubThread, System::nanoTime, new ServerMetrics(), Long.MAX_VALUE);
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int reader = i;
                readers.add(others.submit(() -> read(hub, reader)));
            }
            others.submit(() -> write(hub)).get();
            for (Future<?> reader : readers) {
                reader.get();
            }
            assertThat(hub.count()).isZero();
        } finally {
            written.set(true);
            others.shutdownNow();
            hubThread.shutdownNow();
        }
    }

    private void write(HistoryHub hub) {
        Random random = new Random(1);
        for (int i = 0; i < BATCHES; i++) {
            Bytes key = Bytes.utf8("k" + random.nextInt(60));
            Command command = i % 500 == 499
                    ? new Compact(state.revision() - 100)
                    : random.nextInt(10) == 0
                            ? new DeleteRange(KeyRange.prefix(key), false)
                            : new Put(key, Bytes.wrap(new byte[random.nextInt(30)]));
            history.add(
                    state.apply(new CommandBatch(0, 1, i + 1, List.of(command))).events());
            hub.advanced();
        }
        written.set(true);
    }

    private void read(HistoryHub hub, int reader) {
        Random random = new Random(reader);
        ModelClient client = new ModelClient(hub, "reader " + reader);
        long number = 0;
        boolean last;
        do {
            last = written.get();
            if (client.watches.size() < 40) {
                client.create(++number, spec(random));
            }
            if (random.nextInt(10) == 0) {
                client.stream.cancel(1 + random.nextInt((int) number));
            }
            client.poll(1 + random.nextInt(20), 1 + random.nextInt(2_000));
        } while (!last);
        int known = client.progress.size();
        client.stream.requestProgress();
        while (client.progress.size() == known) {
            client.poll(Integer.MAX_VALUE, 1 << 20);
            Thread.onSpinWait();
        }
        client.check(history, state.revision());
        client.watches.values().forEach(seen -> assertThat(seen.position).isGreaterThanOrEqualTo(state.revision()));
        client.stream.close();
    }

    private WatchSpec spec(Random random) {
        KeyRange range = random.nextInt(3) == 0
                ? KeyRange.single(Bytes.utf8("k" + random.nextInt(60)))
                : KeyRange.prefix(Bytes.utf8("k" + random.nextInt(6)));
        long from = random.nextBoolean() ? 0 : 1 + (long) (random.nextDouble() * state.revision());
        return new WatchSpec(range, from, false, 0, true, random.nextBoolean(), random.nextBoolean(), true);
    }
}
