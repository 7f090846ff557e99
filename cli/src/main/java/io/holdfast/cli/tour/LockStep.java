package io.holdfast.cli.tour;

import io.holdfast.client.GetReply;
import io.holdfast.client.LockHandle;
import io.holdfast.client.PutOptions;
import io.holdfast.model.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A process that holds a lock is paused for longer than its time to live, and wakes up when another one holds it. */
final class LockStep implements Step {
    private static final String LOCK = "tour/orders";
    private static final String KEY = "tour/orders/last";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path tool;

    /** Starts the other process with this program. */
    LockStep(Path tool) {
        this.tool = tool;
    }

    @Override
    public String title() {
        return "A lock whose holder is paused, and wakes up too late";
    }

    @Override
    public void show(Stage stage) throws StepFailedException, InterruptedException {
        Narrator narrator = stage.narrator();
        try (Contender other = Contender.start(tool, "tour-holder", LOCK, KEY)) {
            long first = Long.parseLong(other.heard("holds"));
            other.ask();
            expect("its handle", "HELD", other.heard("says"));
            other.heard("wrote");
            narrator.fact(
                    "another process holds '%s' with fencing token %d and writes behind it (time to live %d s)",
                    LOCK, first, HolderCommand.TTL.toSeconds());
            CompletableFuture<LockHandle> waiting = stage.client().locks().acquireAsync(LOCK, LIMIT);
            try {
                Patience.await("a place in line", LIMIT, () -> waiters(stage) == 1);
                other.pause();
                long paused = System.nanoTime();
                try (LockHandle mine = granted(waiting)) {
                    long millis = (System.nanoTime() - paused) / 1_000_000;
                    if (mine.token() <= first) {
                        throw new StepFailedException("token " + mine.token() + " was granted after " + first);
                    }
                    narrator.fact(
                            "paused (SIGSTOP): after %,d ms the lock is ours, with the higher token %d",
                            millis, mine.token());
                    write(stage, mine);
                    other.resume();
                    other.ask();
                    String state = other.heard("says");
                    if (!state.startsWith("LOST")) {
                        throw new StepFailedException("the process that was paused still says " + state);
                    }
                    String refusal = other.heard("refused");
                    narrator.fact("it wakes up: its handle says %s; its write is refused (%s)", state, refusal);
                    expect("the key", "by token " + mine.token(), read(stage));
                }
            } finally {
                waiting.cancel(false);
            }
        }
        narrator.held("two processes, one holder: who was paused was told, and could not write");
    }

    private static LockHandle granted(CompletableFuture<LockHandle> waiting)
            throws StepFailedException, InterruptedException {
        try {
            return waiting.get();
        } catch (ExecutionException e) {
            throw new StepFailedException("the lock was not granted: " + e.getCause());
        }
    }

    private static int waiters(Stage stage) {
        return stage.client()
                .locks()
                .show(LOCK)
                .map(details -> details.waiters().size())
                .orElse(0);
    }

    private static void write(Stage stage, LockHandle mine) {
        stage.client()
                .keyValue()
                .blocking()
                .put(Bytes.utf8(KEY), Bytes.utf8("by token " + mine.token()), PutOptions.DEFAULT.onlyIf(mine));
    }

    private static String read(Stage stage) throws StepFailedException {
        GetReply reply = stage.client().keyValue().blocking().get(KEY);
        return reply.keyValue()
                .orElseThrow(() -> new StepFailedException("key '" + KEY + "' is gone"))
                .value()
                .utf8();
    }

    private static void expect(String what, String expected, String seen) throws StepFailedException {
        if (!expected.equals(seen)) {
            throw new StepFailedException(what + " says '" + seen + "', not '" + expected + "'");
        }
    }
}
