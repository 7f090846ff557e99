package io.holdfast.model.query;

/**
 * Lists leases in order of their ids.
 *
 * @param after only ids above it; 0 for the first page
 * @param limit at most so many; 0 for the server's own bound
 */
public record LeasesQuery(long after, int limit) implements Query {
    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.leases(this);
    }
}
