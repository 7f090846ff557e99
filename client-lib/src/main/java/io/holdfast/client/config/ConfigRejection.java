package io.holdfast.client.config;

import java.util.Objects;

/**
 * A release that this client will not run on.
 *
 * @param release its number
 * @param why what is wrong with it
 */
public record ConfigRejection(long release, ConfigException why) {
    /** Refuses null. */
    public ConfigRejection {
        Objects.requireNonNull(why, "why");
    }
}
