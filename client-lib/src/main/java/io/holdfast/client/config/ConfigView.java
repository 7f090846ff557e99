package io.holdfast.client.config;

import io.holdfast.model.config.Release;
import java.util.Objects;

/**
 * A bound value and the release that it is made of.
 *
 * @param value the value
 * @param release the release
 * @param <T> what the set is bound to
 */
public record ConfigView<T>(T value, Release release) {
    /** Refuses null. */
    public ConfigView {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(release, "release");
    }
}
