package io.holdfast.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The pages of a range, in key order, all at one revision: the first page fixes it. A page is asked for only when {@link
 * #next} is called, so at most one page is in memory. Not safe for several threads at once.
 */
public interface RangePages {
    /**
     * Reads the next page; empty after the last. Fails with {@link RejectedException} (COMPACTED) if history was
     * compacted past the fixed revision meanwhile. Do not call it again before the last one is complete: that fails with
     * {@link IllegalStateException}. Only the first page has a count, that of the whole range.
     */
    CompletableFuture<Optional<RangeReply>> next();

    /** The revision all pages are read at; 0 before the first page arrived (unless the options named one). */
    long revision();
}
