package io.holdfast.model.query;

/**
 * Looks one session up. The answer is a list of one, or the rejection SESSION_NOT_FOUND whose bound is the number of the
 * {@link io.holdfast.model.session.SessionEnd} and whose message says when and by whom it ended, as long as that is
 * remembered.
 *
 * @param session its id
 */
public record SessionQuery(long session) implements Query {
    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.session(this);
    }
}
