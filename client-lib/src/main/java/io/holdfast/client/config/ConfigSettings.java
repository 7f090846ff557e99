package io.holdfast.client.config;

import io.holdfast.client.Consistency;
import io.holdfast.client.ListenerErrors;
import io.holdfast.model.config.Label;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConfigClient} was built with.
 *
 * @param identity what it calls itself
 * @param labels what it says of itself
 * @param files where last known good releases are; null for nowhere
 * @param patience how long the cluster may take to answer before a file is used
 * @param confirmEvery how often it asks whether it runs on what it should, if nobody tells it to ask
 * @param staleAfter how long after the last answer what it runs on counts as stale
 * @param consistency of its reads
 * @param coalescing whether releases in between may be passed over
 * @param enrolling whether it says how it stands
 * @param errors hears what listeners throw
 */
record ConfigSettings(
        String identity,
        List<Label> labels,
        @Nullable LastKnownGood files,
        Duration patience,
        Duration confirmEvery,
        Duration staleAfter,
        Consistency consistency,
        boolean coalescing,
        boolean enrolling,
        ListenerErrors errors) {
    ConfigSettings {
        Objects.requireNonNull(identity, "identity");
        labels = List.copyOf(labels);
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(confirmEvery, "confirmEvery");
        Objects.requireNonNull(staleAfter, "staleAfter");
        Objects.requireNonNull(consistency, "consistency");
        Objects.requireNonNull(errors, "errors");
    }
}
