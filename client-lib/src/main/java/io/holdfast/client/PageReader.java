package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads page after page at the revision of the first. One page at a time: {@code busy} hands the fields from the caller of
 * {@link #next} to the thread that completes the page and back.
 */
final class PageReader implements RangePages {
    private final KeyValueClient client;
    private final RangeOptions options;
    private final Bytes end;
    private final boolean limited;
    private final AtomicBoolean busy = new AtomicBoolean();

    private Bytes start;
    private long remaining;
    private volatile long revision;
    private boolean counted;
    private boolean done;

    PageReader(KeyValueClient client, KeyRange range, RangeOptions options) {
        RangeQuery query = options.query(range);
        if (query.countOnly()) {
            throw new IllegalArgumentException("a count has no pages: use range(…)");
        }
        if (query.target() != SortTarget.KEY || query.order() == SortOrder.DESCEND) {
            throw new IllegalArgumentException(
                    "pages come in ascending key order only; use range(…) for a sorted page");
        }
        this.client = client;
        this.options = options;
        this.start = range.start();
        this.end = range.end();
        this.remaining = query.limit();
        this.limited = query.limit() > 0;
        this.revision = query.revision();
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public CompletableFuture<Optional<RangeReply>> next() {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the last page is still on its way: one page at a time"));
        }
        if (done) {
            busy.set(false);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        RangeOptions page = options.revision(revision).limit(remaining);
        boolean weak =
                options.consistency().filter(level -> !level.isLinearizable()).isPresent();
        if (weak && revision > 0) {
            // The next node asked may lag behind the one that fixed the revision.
            page = page.consistency(Consistency.atLeast(revision));
        }
        return client.range(new KeyRange(start, end), counted ? page.uncounted() : page)
                .whenComplete((reply, failure) -> {
                    if (reply != null) {
                        advance(reply);
                    }
                    busy.set(false);
                })
                .thenApply(Optional::of);
    }

    private void advance(RangeReply page) {
        if (revision == 0) {
            revision = page.revision();
        }
        counted = true;
        List<KeyValue> found = page.keyValues();
        if (limited) {
            remaining -= found.size();
        }
        done = !page.more() || found.isEmpty() || (limited && remaining <= 0);
        if (!done) {
            Optional<Bytes> next = successor(found.get(found.size() - 1).key());
            next.ifPresent(key -> start = key);
            done = next.isEmpty();
        }
    }

    /**
     * The smallest legal key after {@code key}: a zero byte longer, or, after one of full length, the next that does not
     * begin with it. Empty if there is none.
     */
    private static Optional<Bytes> successor(Bytes key) {
        if (key.size() < Limits.MAX_KEY_BYTES) {
            return Optional.of(Bytes.wrap(Arrays.copyOf(key.sharedArray(), key.size() + 1)));
        }
        KeyRange within = KeyRange.prefix(key);
        return within.isUnbounded() ? Optional.empty() : Optional.of(within.end());
    }

    /** Reads until the end or until {@code maxKeys} keys are there. */
    static CompletableFuture<RangeReply> all(KeyValueClient client, KeyRange range, RangeOptions options, int maxKeys) {
        if (maxKeys <= 0) {
            throw new IllegalArgumentException("maxKeys must be positive: " + maxKeys);
        }
        long asked = options.query(range).limit();
        long limit = asked == 0 ? maxKeys : Math.min(asked, maxKeys);
        return gather(new PageReader(client, range, options.limit(limit)), List.of(), Optional.empty());
    }

    private static CompletableFuture<RangeReply> gather(
            PageReader pages, List<KeyValue> found, Optional<RangeReply> first) {
        return pages.next().thenCompose(next -> {
            RangeReply page = next.orElseThrow();
            RangeReply head = first.orElse(page);
            List<KeyValue> all = found.isEmpty() ? new ArrayList<>() : found;
            all.addAll(page.keyValues());
            return pages.done
                    ? CompletableFuture.completedFuture(
                            new RangeReply(head.revision(), all, page.more(), head.count(), head.served()))
                    : gather(pages, all, Optional.of(head));
        });
    }
}
