package io.holdfast.client;

import io.holdfast.client.internal.WorkThreads;
import java.time.Duration;

/**
 * Threads that many clients of one process share. A client by itself has an event loop of its own and up to two threads
 * for callbacks, which is right for a service that has one client or a few. A process with hundreds of them, say one for
 * each tenant's certificate, gives them all the same few threads:
 *
 * <pre>{@code
 * try (ClientThreads threads = ClientThreads.start("tenants", 2, 4)) {
 *     HoldfastClient first = HoldfastClient.builder().threads(threads)…build();
 *     HoldfastClient second = HoldfastClient.builder().threads(threads)…build();
 *     …
 * }
 * }</pre>
 *
 * <p>Each client stays on one of the loops. Safe for any thread.
 */
public final class ClientThreads implements AutoCloseable {
    private static final int MOST = 1_024;
    private static final long END_NANOS = Duration.ofSeconds(1).toNanos();

    private final WorkThreads threads;

    private ClientThreads(WorkThreads threads) {
        this.threads = threads;
    }

    /**
     * Makes them; a thread starts when it has something to do. All are daemons.
     *
     * @param name what the threads' names begin with
     * @param eventLoops how many threads carry connections, 1 to 1 024; one carries some ten thousand calls a second and more
     * @param callbackThreads how many threads complete futures and call listeners, 1 to 1 024; one that waits in a
     *     callback for another call of its client is replaced meanwhile
     * @throws IllegalArgumentException if a number is out of range
     */
    public static ClientThreads start(String name, int eventLoops, int callbackThreads) {
        check("event loops", eventLoops);
        check("threads for callbacks", callbackThreads);
        return new ClientThreads(WorkThreads.of(name, eventLoops, callbackThreads));
    }

    private static void check(String what, int number) {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(what + ": 1 to " + MOST + ", not " + number);
        }
    }

    WorkThreads work() {
        return threads;
    }

    /**
     * Ends them; waits for it at most two seconds. Does nothing the second time.
     *
     * @throws IllegalStateException if a client still works on them: close the clients first
     */
    @Override
    public void close() {
        threads.end(END_NANOS);
        try {
            threads.awaitEnd(END_NANOS);
        } catch (InterruptedException e) {
            // They end all the same.
            Thread.currentThread().interrupt();
        }
    }
}
