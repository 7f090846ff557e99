package io.holdfast.model.query;

import io.holdfast.model.KeyRange;
import java.util.Objects;

/**
 * A read of a range of keys, with etcd's meaning of every field.
 *
 * <p>An answer holds at most {@code limit} keys and about {@code maxBytes} of payload (at least one key); where it was
 * cut, {@code more} is set and the next page starts after its last key (only in key order: sorted answers by another
 * field are cut by {@code limit} alone, and are rejected beyond the page size).
 *
 * @param range which keys
 * @param revision at which revision; 0 or less for the newest
 * @param limit at most so many keys, 0 for no limit
 * @param target the field to sort by
 * @param order the direction; NONE is key order for KEY and ascending for any other target
 * @param keysOnly leave the values out
 * @param countOnly only the count
 * @param minModRevision only versions modified at or after it; 0 for no bound
 * @param maxModRevision only versions modified at or before it; 0 for no bound
 * @param minCreateRevision only keys created at or after it; 0 for no bound
 * @param maxCreateRevision only keys created at or before it; 0 for no bound
 * @param maxBytes end the page after so many payload bytes; 0 for the server's own bound
 * @param uncounted leave the count out: it is 0 in the answer, unless {@code countOnly} asks for nothing else. To know
 *     the count of an old revision the whole range must be walked, for each page anew
 */
public record RangeQuery(
        KeyRange range,
        long revision,
        long limit,
        SortTarget target,
        SortOrder order,
        boolean keysOnly,
        boolean countOnly,
        long minModRevision,
        long maxModRevision,
        long minCreateRevision,
        long maxCreateRevision,
        int maxBytes,
        boolean uncounted)
        implements KeyValueQuery {
    /** Refuses null. */
    public RangeQuery {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(order, "order");
    }

    /** A query whose answer has a count. */
    public RangeQuery(
            KeyRange range,
            long revision,
            long limit,
            SortTarget target,
            SortOrder order,
            boolean keysOnly,
            boolean countOnly,
            long minModRevision,
            long maxModRevision,
            long minCreateRevision,
            long maxCreateRevision,
            int maxBytes) {
        this(
                range,
                revision,
                limit,
                target,
                order,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision,
                maxBytes,
                false);
    }

    /** The newest version of every key of {@code range}, in key order. */
    public static RangeQuery of(KeyRange range) {
        return new RangeQuery(range, 0, 0, SortTarget.KEY, SortOrder.NONE, false, false, 0, 0, 0, 0, 0);
    }

    /** The same query without a count in its answer. */
    public RangeQuery withoutCount() {
        return new RangeQuery(
                range,
                revision,
                limit,
                target,
                order,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision,
                maxBytes,
                true);
    }

    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.range(this);
    }

    /** The field an answer is sorted by. */
    public enum SortTarget {
        /** The key. */
        KEY,
        /** The version. */
        VERSION,
        /** The revision of creation. */
        CREATE_REVISION,
        /** The revision of modification. */
        MOD_REVISION,
        /** The value, as unsigned bytes. */
        VALUE
    }

    /** The direction of a sort. */
    public enum SortOrder {
        /** As {@link RangeQuery} says. */
        NONE,
        /** Smallest first. */
        ASCEND,
        /** Largest first. */
        DESCEND
    }
}
