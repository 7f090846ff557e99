package io.holdfast.it.history;

import io.holdfast.checker.Operation;
import io.holdfast.checker.RegisterModel;
import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.Reply;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.workload.NodeReader;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Readers of the registers that {@link RegisterClients} write, each bound to one node whatever it is, at the default
 * level. What they are answered is a history for the linearizability checker.
 */
public final class RegisterReaders implements AutoCloseable {
    private static final int FIRST_NUMBER = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 20;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Caller> callers = new ArrayList<>();
    private final String prefix;
    private final int keys;

    private RegisterReaders(String prefix, int keys) {
        this.prefix = prefix;
        this.keys = keys;
    }

    /** {@code each} readers a node, each drawing from {@code seed} and its number. */
    public static RegisterReaders start(
            List<ServerProcess> nodes, TlsMaterial material, int each, String prefix, int keys, long seed) {
        RegisterReaders all = new RegisterReaders(prefix, keys);
        for (ServerProcess node : nodes) {
            for (int i = 0; i < each; i++) {
                int number = FIRST_NUMBER + all.callers.size();
                all.callers.add(all.new Caller(number, node, material, new Random(seed + number)));
            }
        }
        all.callers.forEach(Thread::start);
        return all;
    }

    /** Stops the readers and returns what they were answered, by node. */
    public Map<String, List<Operation<Call<String>, Reply<String>>>> stop() {
        close();
        Map<String, List<Operation<Call<String>, Reply<String>>>> histories = new TreeMap<>();
        for (Caller caller : callers) {
            try {
                caller.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while stopping the readers", e);
            }
            if (caller.isAlive()) {
                throw new IllegalStateException(caller.getName() + " still reads");
            }
            histories
                    .computeIfAbsent(caller.node.node(), any -> new ArrayList<>())
                    .addAll(caller.history);
        }
        return histories;
    }

    @Override
    public void close() {
        stopping.countDown();
    }

    /** One reader; its history is read after it ended. */
    private final class Caller extends Thread {
        private final int number;
        private final ServerProcess node;
        private final TlsMaterial material;
        private final Random random;
        private final List<Operation<Call<String>, Reply<String>>> history = new ArrayList<>();

        Caller(int number, ServerProcess node, TlsMaterial material, Random random) {
            super("reader-" + number + "-" + node.node());
            this.number = number;
            this.node = node;
            this.material = material;
            this.random = random;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (NodeReader reader = new NodeReader(node, material)) {
                // A pause between reads: the checker's work grows fast with how many overlap.
                while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    String key = prefix + "/" + random.nextInt(keys);
                    long invoked = System.nanoTime();
                    reader.read(Bytes.utf8(key), ReadLevel.LINEARIZABLE, TIMEOUT)
                            .ifPresent(result -> remember(key, result, invoked));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void remember(String key, Result result, long invoked) {
            if (result instanceof Result.Answered answered && answered.outcome() instanceof Outcome.Range range) {
                Reply<String> found = new RegisterModel.Found<>(range.keyValues().stream()
                        .findFirst()
                        .map(each -> each.value().utf8()));
                history.add(
                        Operation.answered(key, number, new RegisterModel.Get<>(), found, invoked, System.nanoTime()));
            }
        }
    }
}
