package io.holdfast.client.config;

import io.holdfast.model.config.Release;
import java.util.Objects;
import java.util.Optional;

/**
 * A change of what the application runs on.
 *
 * @param before what it ran on; empty for the first that a listener hears
 * @param now what it runs on
 * @param diff from the one release to the other; from nothing for the first
 * @param <T> what the set is bound to
 */
public record ConfigUpdate<T>(Optional<ConfigView<T>> before, ConfigView<T> now, ConfigDiff diff) {
    /** Refuses null. */
    public ConfigUpdate {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(diff, "diff");
    }

    /** The value before; empty for the first that a listener hears. */
    public Optional<T> old() {
        return before.map(ConfigView::value);
    }

    /** The value now. */
    public T value() {
        return now.value();
    }

    /** The release now. */
    public Release release() {
        return now.release();
    }
}
