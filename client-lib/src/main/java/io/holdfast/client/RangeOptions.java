package io.holdfast.client;

import io.holdfast.model.KeyRange;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import java.util.Objects;
import java.util.Optional;

/**
 * How to read a range. Immutable; each method gives changed options.
 *
 * <p>An answer is one page of at most 4 MiB of payload; {@link KeyValueClient#pages} reads on.
 */
public final class RangeOptions {
    /** The newest version of every key, in key order. */
    public static final RangeOptions DEFAULT = new RangeOptions(RangeQuery.of(KeyRange.ALL), Optional.empty());

    private final RangeQuery template;
    private final Optional<Consistency> consistency;

    private RangeOptions(RangeQuery template, Optional<Consistency> consistency) {
        this.template = template;
        this.consistency = consistency;
    }

    /** The answer must be so fresh; without this, as {@link KeyValueClient#withConsistency} says. */
    public RangeOptions consistency(Consistency consistency) {
        return new RangeOptions(template, Optional.of(consistency));
    }

    /** How fresh the answer must be, if these options say so. */
    public Optional<Consistency> consistency() {
        return consistency;
    }

    /** Reads at {@code revision}; 0 for the newest. */
    public RangeOptions revision(long revision) {
        RangeQuery t = template;
        return with(notNegative(revision, "revision"), t.limit(), t.target(), t.order(), t.keysOnly(), t.countOnly());
    }

    /** At most {@code limit} keys; 0 for no limit. */
    public RangeOptions limit(long limit) {
        RangeQuery t = template;
        return with(t.revision(), notNegative(limit, "limit"), t.target(), t.order(), t.keysOnly(), t.countOnly());
    }

    /** Sorted. An answer sorted by anything but the key must fit one page. */
    public RangeOptions sortedBy(SortTarget target, SortOrder order) {
        RangeQuery t = template;
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(order, "order");
        return with(t.revision(), t.limit(), target, order, t.keysOnly(), t.countOnly());
    }

    /** Without values. */
    public RangeOptions keysOnly() {
        RangeQuery t = template;
        return with(t.revision(), t.limit(), t.target(), t.order(), true, t.countOnly());
    }

    /** Only the count. */
    public RangeOptions countOnly() {
        RangeQuery t = template;
        return with(t.revision(), t.limit(), t.target(), t.order(), t.keysOnly(), true);
    }

    /** Without the count, which is 0 in the answer: cheaper to read at an old revision. Means nothing for a count. */
    public RangeOptions uncounted() {
        return new RangeOptions(template.withoutCount(), consistency);
    }

    /** Only versions modified from {@code min} to {@code max}, both included; 0 for no bound. */
    public RangeOptions modifiedBetween(long min, long max) {
        RangeQuery t = template;
        return filtered(min, max, t.minCreateRevision(), t.maxCreateRevision(), t.maxBytes());
    }

    /** Only keys created from {@code min} to {@code max}, both included; 0 for no bound. */
    public RangeOptions createdBetween(long min, long max) {
        RangeQuery t = template;
        return filtered(t.minModRevision(), t.maxModRevision(), min, max, t.maxBytes());
    }

    /** Ends a page after about {@code bytes} of payload; 0 for the server's own bound of 4 MiB. */
    public RangeOptions pageBytes(int bytes) {
        RangeQuery t = template;
        notNegative(bytes, "pageBytes");
        return filtered(t.minModRevision(), t.maxModRevision(), t.minCreateRevision(), t.maxCreateRevision(), bytes);
    }

    /** The query these options make of {@code range}. */
    public RangeQuery query(KeyRange range) {
        RangeQuery t = template;
        return new RangeQuery(
                range,
                t.revision(),
                t.limit(),
                t.target(),
                t.order(),
                t.keysOnly(),
                t.countOnly(),
                t.minModRevision(),
                t.maxModRevision(),
                t.minCreateRevision(),
                t.maxCreateRevision(),
                t.maxBytes(),
                t.uncounted());
    }

    private RangeOptions with(
            long revision, long limit, SortTarget target, SortOrder order, boolean keysOnly, boolean countOnly) {
        RangeQuery t = template;
        return new RangeOptions(
                new RangeQuery(
                        t.range(),
                        revision,
                        limit,
                        target,
                        order,
                        keysOnly,
                        countOnly,
                        t.minModRevision(),
                        t.maxModRevision(),
                        t.minCreateRevision(),
                        t.maxCreateRevision(),
                        t.maxBytes(),
                        t.uncounted()),
                consistency);
    }

    private RangeOptions filtered(long minMod, long maxMod, long minCreate, long maxCreate, int maxBytes) {
        RangeQuery t = template;
        return new RangeOptions(
                new RangeQuery(
                        t.range(),
                        t.revision(),
                        t.limit(),
                        t.target(),
                        t.order(),
                        t.keysOnly(),
                        t.countOnly(),
                        notNegative(minMod, "modified from"),
                        notNegative(maxMod, "modified to"),
                        notNegative(minCreate, "created from"),
                        notNegative(maxCreate, "created to"),
                        maxBytes,
                        t.uncounted()),
                consistency);
    }

    private static long notNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeOptions that
                && template.equals(that.template)
                && consistency.equals(that.consistency);
    }

    @Override
    public int hashCode() {
        return 31 * template.hashCode() + consistency.hashCode();
    }

    @Override
    public String toString() {
        return template + consistency.map(level -> " " + level).orElse("");
    }
}
