package io.holdfast.client;

/**
 * Hears what listeners throw, so that nothing is swallowed; without one it is logged. Called on the thread of the listener
 * that threw; must not throw itself.
 *
 * <pre>{@code
 * builder.listenerErrors((listener, thrown) -> log(listener + ": " + thrown));
 * }</pre>
 */
@FunctionalInterface
public interface ListenerErrors {
    /**
     * A listener threw.
     *
     * @param listener which, for people
     * @param thrown what
     */
    void failed(String listener, Throwable thrown);
}
