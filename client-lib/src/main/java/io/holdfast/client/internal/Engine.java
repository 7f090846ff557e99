package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import io.holdfast.tls.MaterialFiles;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.netty.NettyContexts;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pipeline on its threads: one event loop, and a pool for callbacks (unless the caller gave an executor) and host name
 * look-ups. Safe for any thread.
 */
public final class Engine {
    private static final int CALLBACK_THREADS = 2;
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final WorkThreads threads;
    private final boolean own;
    private final GrpcTransport transport;
    private final Pipeline pipeline;
    private final Executor callbacks;
    private final ErrorSink errors;
    private final Watches watches;
    private final Reload reload;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean clean;

    private Engine(
            Settings settings,
            MaterialFiles files,
            Duration reloadEvery,
            SslContext tls,
            Optional<WorkThreads> shared,
            Optional<Executor> callbacks,
            Optional<ErrorSink> errors) {
        own = shared.isEmpty();
        threads = shared.orElseGet(
                () -> WorkThreads.of("holdfast-client-" + NUMBER.incrementAndGet(), 1, CALLBACK_THREADS));
        // The transport's connections live on the very loop that the pipeline is confined to.
        EventLoop eventLoop = threads.enter();
        NettyLoop loop = new NettyLoop(eventLoop);
        transport = new GrpcTransport(settings, loop, eventLoop, tls, new StreamEnd(files.live()), threads.pool());
        Random random = new Random();
        Callbacks called = callbacks.map(Callbacks::inOrder).orElseGet(() -> Callbacks.shared(threads.pool()));
        Callbacks reporting = errors.map(called::reporting).orElse(called);
        this.errors = reporting.errors();
        pipeline = new Pipeline(settings, loop, transport, reporting, random);
        this.callbacks = callbacks.orElse(threads.pool());
        watches = new Watches(settings, pipeline, loop, this.callbacks, random);
        pipeline.add(watches);
        reload = new Reload(files, reloadEvery, loop, threads.pool(), random, pipeline);
    }

    /**
     * Starts the threads and begins to connect; does not wait for it.
     *
     * @param files this client's certificate, key and authorities, looked at again every {@code reloadEvery}
     * @param shared the threads it works on, if not its own
     * @throws IllegalStateException if those were ended
     * @throws TlsException if no TLS context can be made of the material
     */
    public static Engine start(
            Settings settings,
            MaterialFiles files,
            Duration reloadEvery,
            Optional<WorkThreads> shared,
            Optional<Executor> callbacks,
            Optional<ErrorSink> errors)
            throws TlsException {
        SslContext tls = NettyContexts.client(files.live(), PostQuantum.PREFER);
        Engine engine = new Engine(settings, files, reloadEvery, tls, shared, callbacks, errors);
        engine.pipeline.start();
        engine.reload.start();
        return engine;
    }

    /** Takes a call up. Never blocks. */
    public void submit(Call call) {
        pipeline.submit(call);
    }

    /** What carries calls. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** Its watches. */
    public Watches watches() {
        return watches;
    }

    /** Who hears what callers' listeners throw. */
    public ErrorSink errors() {
        return errors;
    }

    /** Where callbacks run. */
    public Executor callbacks() {
        return callbacks;
    }

    /** Who leads as far as this client knows. */
    public Optional<Leader> leader() {
        return Optional.ofNullable(pipeline.leader());
    }

    /** The sessions of this client. */
    public Sessions sessions() {
        return pipeline.sessions();
    }

    /** The highest revision any answer has shown this client. */
    public long seen() {
        return pipeline.seen();
    }

    /**
     * Ends everything within {@code patienceNanos} and three seconds, as a rule at once when no call is open.
     *
     * @return whether every call had ended by itself
     * @throws InterruptedException if the waiting was interrupted; the end comes all the same
     */
    public boolean close(long patienceNanos) throws InterruptedException {
        if (closing.compareAndSet(false, true)) {
            reload.stop();
            pipeline.close(patienceNanos, byItself -> {
                clean = byItself;
                settled.countDown();
            });
        }
        try {
            // The loop settles within its patience; the extra second is for a loop starved of CPU.
            settled.await(Math.min(patienceNanos, Long.MAX_VALUE - END_NANOS) + END_NANOS, TimeUnit.NANOSECONDS);
            transport.awaitEnd(END_NANOS / 2);
        } finally {
            // Interrupted or out of patience: nobody may be left waiting for a loop that is gone.
            pipeline.endNow();
            leave();
        }
        if (own && !threads.callbackThread()) {
            threads.awaitEnd(END_NANOS / 2);
        }
        return clean;
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            threads.leave();
            if (own) {
                threads.end(END_NANOS);
            }
        }
    }
}
