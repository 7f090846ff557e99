package io.holdfast.election;

import io.holdfast.client.ListenerErrors;
import io.holdfast.client.Registration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener and what it has yet to be told: one call at a time, in order, on its executor. Safe for any thread.
 *
 * @param <T> what it is told
 */
final class Told<T> implements Registration {
    private final String what;
    private final Consumer<T> listener;
    private final Executor executor;
    private final ListenerErrors errors;
    private final Runnable closed;
    private final Queue<T> news = new ArrayDeque<>();
    private boolean telling;
    private volatile boolean ended;

    /**
     * Makes one.
     *
     * @param what which listener, for people
     * @param closed runs when it is closed
     */
    Told(String what, Consumer<T> listener, Executor executor, ListenerErrors errors, Runnable closed) {
        this.what = what;
        this.listener = listener;
        this.executor = new SureExecutor(executor);
        this.errors = errors;
        this.closed = closed;
    }

    void tell(T one) {
        synchronized (news) {
            news.add(one);
            if (telling) {
                return;
            }
            telling = true;
        }
        executor.execute(this::tellAll);
    }

    private void tellAll() {
        for (T one = next(); one != null; one = next()) {
            if (!ended) {
                call(one);
            }
        }
    }

    private @Nullable T next() {
        synchronized (news) {
            T one = news.poll();
            telling = one != null;
            return one;
        }
    }

    private void call(T one) {
        try {
            listener.accept(one);
        } catch (RuntimeException | Error e) {
            Reported.report(errors, what, e);
        }
    }

    @Override
    public void close() {
        ended = true;
        closed.run();
    }
}
