package io.holdfast.statemachine.session;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.digest.OutcomeHash;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one request.
 *
 * @param outcome its outcome, or null if it was closed before it came
 * @param bytes what it counts against the session's bound
 * @param content the hash of it, with the request's name
 */
record Reply(@Nullable Outcome outcome, int bytes, long content) {
    static Reply of(long session, long sequence, Outcome outcome) {
        return new Reply(outcome, KeptSize.of(outcome), contentOf(session, sequence, outcome));
    }

    static Reply closed(long session, long sequence) {
        return new Reply(null, 0, contentOf(session, sequence, null));
    }

    static long contentOf(long session, long sequence, @Nullable Outcome outcome) {
        return ContentHash.ofReply(session, sequence, outcome == null ? 0 : OutcomeHash.of(outcome));
    }
}
