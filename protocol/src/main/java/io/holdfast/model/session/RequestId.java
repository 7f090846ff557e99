package io.holdfast.model.session;

/**
 * The name of one write: it is applied at most once under it, however often it is sent.
 *
 * @param session the session that it belongs to
 * @param sequence its number within the session, from 1
 */
public record RequestId(long session, long sequence) {
    @Override
    public String toString() {
        return Long.toHexString(session) + "/" + sequence;
    }
}
