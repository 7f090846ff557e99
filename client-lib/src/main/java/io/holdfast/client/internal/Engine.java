package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import io.holdfast.tls.MaterialFiles;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.netty.NettyContexts;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline with its threads: one event loop, and a small pool for callbacks (unless the caller gave an executor) and
 * host name look-ups. Safe for any thread.
 *
 * <p>The pool is a fork-join pool because that one replaces a thread whose callback waits for another call of this
 * client; a fixed pool would stand still for good.
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int CALLBACK_THREADS = 2;
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final EventLoopGroup group;
    private final GrpcTransport transport;
    private final ForkJoinPool pool;
    private final Pipeline pipeline;
    private final Executor callbacks;
    private final ErrorSink errors;
    private final Watches watches;
    private final Reload reload;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean clean;

    private Engine(
            Settings settings,
            MaterialFiles files,
            Duration reloadEvery,
            SslContext tls,
            Optional<Executor> callbacks,
            Optional<ErrorSink> errors) {
        String name = "holdfast-client-" + NUMBER.incrementAndGet();
        group = EventLoops.group(name + "-io");
        pool = new ForkJoinPool(
                CALLBACK_THREADS,
                pool -> worker(pool, name),
                (thread, thrown) -> LOG.error("a callback failed thread={}", thread.getName(), thrown),
                true);
        NettyLoop loop = new NettyLoop(group.next());
        transport = new GrpcTransport(settings, loop, group, tls, new StreamEnd(files.live()), pool);
        Random random = new Random();
        Callbacks called = callbacks.map(Callbacks::inOrder).orElseGet(() -> Callbacks.shared(pool));
        Callbacks reporting = errors.map(called::reporting).orElse(called);
        this.errors = reporting.errors();
        pipeline = new Pipeline(settings, loop, transport, reporting, random);
        this.callbacks = callbacks.orElse(pool);
        watches = new Watches(settings, pipeline, loop, this.callbacks, random);
        pipeline.add(watches);
        reload = new Reload(files, reloadEvery, loop, pool, random, pipeline);
    }

    /**
     * Starts the threads and begins to connect; does not wait for it.
     *
     * @param files this client's certificate, key and authorities, looked at again every {@code reloadEvery}
     * @throws TlsException if no TLS context can be made of the material
     */
    public static Engine start(
            Settings settings,
            MaterialFiles files,
            Duration reloadEvery,
            Optional<Executor> callbacks,
            Optional<ErrorSink> errors)
            throws TlsException {
        SslContext tls = NettyContexts.client(files.live(), PostQuantum.PREFER);
        Engine engine = new Engine(settings, files, reloadEvery, tls, callbacks, errors);
        engine.pipeline.start();
        engine.reload.start();
        return engine;
    }

    private static ForkJoinWorkerThread worker(ForkJoinPool pool, String name) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName(name + "-callback-" + thread.getPoolIndex());
        return thread;
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
            group.shutdownGracefully(0, END_NANOS, TimeUnit.NANOSECONDS);
            // Not before: the last answers go through it.
            group.terminationFuture().addListener(ended -> pool.shutdown());
        }
        if (!callbackThread()) {
            group.awaitTermination(END_NANOS / 2, TimeUnit.NANOSECONDS);
            pool.awaitTermination(END_NANOS / 2, TimeUnit.NANOSECONDS);
        }
        return clean;
    }

    /** A callback that closes the client must not wait for its own end. */
    private boolean callbackThread() {
        return Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == pool;
    }
}
