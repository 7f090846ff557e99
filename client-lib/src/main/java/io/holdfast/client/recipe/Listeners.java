package io.holdfast.client.recipe;

import io.holdfast.client.ListenerErrors;
import io.holdfast.client.Registration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells listeners of changes, each one in order, one call at a time, on its own executor. Safe for any thread. */
final class Listeners<T> {
    private final String what;
    private final ListenerErrors errors;
    private final List<Place> places = new CopyOnWriteArrayList<>();

    /**
     * None yet.
     *
     * @param what they listen to, for people
     * @param errors hears what they throw
     */
    Listeners(String what, ListenerErrors errors) {
        this.what = what;
        this.errors = errors;
    }

    Registration add(Consumer<T> listener, Executor executor) {
        Place place = new Place(listener, executor);
        places.add(place);
        return () -> {
            place.left = true;
            places.remove(place);
        };
    }

    /** Tells all of one thing. Calls of this must follow each other, in the order of what happened. */
    void tell(T news) {
        places.forEach(place -> place.tell(news));
    }

    private final class Place {
        private final Consumer<T> listener;
        private final Executor executor;
        private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);
        private volatile boolean left;

        Place(Consumer<T> listener, Executor executor) {
            this.listener = listener;
            this.executor = executor;
        }

        synchronized void tell(T news) {
            CompletableFuture<Void> next = told.handleAsync(
                    (nothing, refused) -> {
                        call(news);
                        return null;
                    },
                    executor);
            next.whenComplete((nothing, refused) -> {
                if (refused != null) {
                    errors.failed("the executor of " + what, refused);
                }
            });
            told = next;
        }

        private void call(T news) {
            if (left) {
                return;
            }
            try {
                listener.accept(news);
            } catch (RuntimeException | Error e) {
                // The next news is told all the same.
                errors.failed(what, e);
            }
        }
    }
}
