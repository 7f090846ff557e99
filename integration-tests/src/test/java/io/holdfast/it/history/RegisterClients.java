package io.holdfast.it.history;

import static org.awaitility.Awaitility.await;

import io.holdfast.checker.Operation;
import io.holdfast.checker.RegisterModel;
import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.Reply;
import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.Condition;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.Op;
import io.holdfast.client.OperationOutcome;
import io.holdfast.model.Bytes;
import io.holdfast.model.query.Compare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that put, get, delete and compare-and-set a few keys at random, each with values of its own, and remember
 * every call as a history for the linearizability checker.
 */
public final class RegisterClients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Caller> callers = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final String prefix;
    private final int keys;

    private RegisterClients(String prefix, int keys) {
        this.prefix = prefix;
        this.keys = keys;
    }

    /** One caller a client, each drawing from {@code seed} and its number. */
    public static RegisterClients start(List<HoldfastClient> clients, String prefix, int keys, long seed) {
        RegisterClients all = new RegisterClients(prefix, keys);
        for (int i = 0; i < clients.size(); i++) {
            Caller caller = all.new Caller(i, clients.get(i).keyValue().blocking(), new Random(seed + i));
            all.callers.add(caller);
            caller.start();
        }
        return all;
    }

    /** Waits until so many calls were answered since the start, however slow the machine is. */
    public void awaitAnswered(long calls) {
        await("answers to the callers").atMost(PATIENCE).until(() -> answered.get() >= calls);
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops the callers and returns what they saw. */
    public List<Operation<Call<String>, Reply<String>>> stop() {
        stopping.set(true);
        List<Operation<Call<String>, Reply<String>>> history = new ArrayList<>();
        for (Caller caller : callers) {
            try {
                caller.join(TimeUnit.MINUTES.toMillis(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while stopping the callers", e);
            }
            if (caller.isAlive()) {
                throw new IllegalStateException(caller.getName() + " still calls");
            }
            history.addAll(caller.history);
        }
        return history;
    }

    /** One caller; its history is read after it ended. */
    private final class Caller extends Thread {
        private final int number;
        private final BlockingKeyValueClient client;
        private final Random random;
        private final List<Operation<Call<String>, Reply<String>>> history = new ArrayList<>();
        private Optional<String> seen = Optional.empty();
        private int written;

        Caller(int number, BlockingKeyValueClient client, Random random) {
            super("caller-" + number);
            this.number = number;
            this.client = client;
            this.random = random;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!stopping.get()) {
                String key = prefix + "/" + random.nextInt(keys);
                Call<String> call = next();
                long invoked = System.nanoTime();
                try {
                    Reply<String> reply = perform(Bytes.utf8(key), call);
                    history.add(Operation.answered(key, number, call, reply, invoked, System.nanoTime()));
                    answered.incrementAndGet();
                } catch (HoldfastException e) {
                    // What was not applied did not happen; of a read it does not matter.
                    if (e.outcome() != OperationOutcome.NOT_APPLIED && !(call instanceof RegisterModel.Get)) {
                        history.add(Operation.unknown(key, number, call, invoked));
                    }
                }
            }
        }

        private Call<String> next() {
            String value = number + "." + ++written;
            return switch (random.nextInt(8)) {
                case 0, 1 -> new RegisterModel.Put<>(value);
                case 2, 3 -> new RegisterModel.CompareAndSet<>(seen, value);
                case 4 -> new RegisterModel.Delete<>();
                default -> new RegisterModel.Get<>();
            };
        }

        private Reply<String> perform(Bytes key, Call<String> call) {
            if (call instanceof RegisterModel.Put<String> put) {
                client.put(key, Bytes.utf8(put.value()));
                return new RegisterModel.Done<>(true);
            }
            if (call instanceof RegisterModel.CompareAndSet<String> swap) {
                Compare expected = swap.expected()
                        .map(value -> Condition.value(key).equalTo(Bytes.utf8(value)))
                        .orElseGet(() -> Condition.absent(key));
                return new RegisterModel.Done<>(client.transaction()
                        .when(expected)
                        .then(Op.put(key, Bytes.utf8(swap.value())))
                        .commit()
                        .succeeded());
            }
            if (call instanceof RegisterModel.Delete<String>) {
                return new RegisterModel.Done<>(client.delete(key).deleted() > 0);
            }
            seen = client.get(key).keyValue().map(found -> found.value().utf8());
            return new RegisterModel.Found<>(seen);
        }
    }
}
