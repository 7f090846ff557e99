package io.holdfast.client;

/**
 * A listener's place. Closing it ends the listening: nothing that happens later is told; a call under way is not waited for.
 * Idempotent, and safe for any thread.
 *
 * <pre>{@code
 * Registration registration = session.onStateChange(state -> log("session " + state));
 * registration.close();
 * }</pre>
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
