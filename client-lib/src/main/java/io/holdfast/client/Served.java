package io.holdfast.client;

import io.holdfast.model.Member;
import io.holdfast.model.outcome.Freshness;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who answered, and how old the answer may be.
 *
 * @param node the node that answered
 * @param role what it was then
 * @param staleness everything acknowledged so long before the read began is in the answer; zero for a linearizable read
 *     and for a write, empty if the node cannot tell
 */
public record Served(String node, Member.Role role, Optional<Duration> staleness) {
    /** Refuses null and a negative age. */
    public Served {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(role, "role");
        if (staleness.isPresent() && staleness.get().isNegative()) {
            throw new IllegalArgumentException("an age is not negative: " + staleness.get());
        }
    }

    /** Linearizably, by a leader. */
    public static Served byLeader(String node) {
        return new Served(node, Member.Role.LEADER, Optional.of(Duration.ZERO));
    }

    /** What a node said of its answer; nothing means that it led and that the answer is linearizable. */
    static Served of(@Nullable String node, @Nullable Freshness freshness) {
        String name = Objects.requireNonNullElse(node, "");
        if (freshness == null) {
            return byLeader(name);
        }
        long millis = freshness.stalenessMillis();
        return new Served(
                name, freshness.role(), millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)));
    }
}
