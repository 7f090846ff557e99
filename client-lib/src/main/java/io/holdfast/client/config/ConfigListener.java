package io.holdfast.client.config;

/**
 * Hears of each change of what the application runs on: once each, in order, one at a time, without a gap after what it heard
 * first. Called on the client's executor, after {@link ConfigHandle#current} gives the new value. What it throws is reported
 * and undoes nothing.
 *
 * @param <T> what the set is bound to
 */
@FunctionalInterface
public interface ConfigListener<T> {
    /** The application runs on something else. */
    void changed(ConfigUpdate<T> update);
}
