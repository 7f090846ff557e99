package io.holdfast.it.example;

import java.util.Map;
import java.util.Optional;

/**
 * What the service is configured by.
 *
 * @param pool its threads
 * @param features which features are on, by name
 */
record ServiceSettings(Pool pool, Map<String, Boolean> features) {
    /** Whatever is published, no more threads than that. */
    static final int MAX_THREADS = 32;

    ServiceSettings {
        features = Map.copyOf(features);
    }

    /**
     * The threads that requests are answered on.
     *
     * @param size how many
     */
    record Pool(int size) {}

    /** Why the service cannot run with these; empty if it can. */
    Optional<String> objection() {
        return pool.size() >= 1 && pool.size() <= MAX_THREADS
                ? Optional.empty()
                : Optional.of("/pool/size is " + pool.size() + ", can be 1 to " + MAX_THREADS);
    }
}
