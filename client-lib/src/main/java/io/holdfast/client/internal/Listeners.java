package io.holdfast.client.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Callers' listeners of one kind of event. Each hears all events after it was added, in order, one at a time, on its own
 * executor; what it throws goes to the {@link ErrorSink} and stops nobody. Safe for any thread.
 *
 * @param <E> the event
 */
public final class Listeners<E> {
    private final String what;
    private final ErrorSink errors;
    private final List<Listening> listening = new CopyOnWriteArrayList<>();

    /**
     * No listeners yet.
     *
     * @param what names them in reports of what they throw
     */
    public Listeners(String what, ErrorSink errors) {
        this.what = what;
        this.errors = errors;
    }

    /** Adds one; the result takes it away again, after which it hears nothing that happens later. */
    public Runnable add(Consumer<? super E> listener, Executor executor) {
        Listening added = new Listening(listener, new SerialExecutor(executor));
        listening.add(added);
        return () -> {
            added.removed = true;
            listening.remove(added);
        };
    }

    /** Tells everybody. Does not wait for them. */
    public void tell(E event) {
        listening.forEach(each -> each.tell(event));
    }

    private final class Listening {
        private final Consumer<? super E> listener;
        private final Executor executor;
        private volatile boolean removed;

        Listening(Consumer<? super E> listener, Executor executor) {
            this.listener = listener;
            this.executor = executor;
        }

        void tell(E event) {
            executor.execute(() -> {
                if (!removed) {
                    try {
                        listener.accept(event);
                    } catch (Throwable thrown) {
                        errors.failed(what, thrown);
                    }
                }
            });
        }
    }
}
