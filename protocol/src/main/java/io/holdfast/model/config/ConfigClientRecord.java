package io.holdfast.model.config;

import java.util.List;
import java.util.Objects;

/**
 * A client that follows a config set, as long as its session lives.
 *
 * @param session its session
 * @param identity what it calls itself, stable across its restarts
 * @param labels what it says of itself
 * @param applied the release it runs on; 0 for none yet
 * @param rejected the last release it rejected after that; 0 for none
 * @param reason why it rejected it; else empty
 * @param atMillis when it last said something, by some leader's wall clock
 */
public record ConfigClientRecord(
        long session, String identity, List<Label> labels, long applied, long rejected, String reason, long atMillis) {
    /** Copies the list. */
    public ConfigClientRecord {
        Objects.requireNonNull(identity, "identity");
        labels = List.copyOf(labels);
        Objects.requireNonNull(reason, "reason");
    }
}
