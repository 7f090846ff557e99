package io.holdfast.client.config;

import io.holdfast.model.config.Release;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The difference between two releases, made when the first listener wants it, and once for all of them. Confined to a set's turns. */
final class Difference {
    private final @Nullable Release before;
    private final Release after;
    private @Nullable ConfigDiff made;

    Difference(@Nullable Release before, Release after) {
        this.before = before;
        this.after = after;
    }

    ConfigDiff get() {
        ConfigDiff known = made;
        if (known == null) {
            known = ConfigDiff.between(before == null ? List.of() : before.documents(), after.documents());
            made = known;
        }
        return known;
    }
}
