package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome;

/** Who waits for a session to be open. One of its methods is called, once. */
public interface Opening {
    /** It is open. */
    void opened(SessionLife life);

    /** The cluster said no. */
    void refused(Outcome.Rejection why);

    /** There is no answer. */
    void failed(CallFailure why);

    /** Nobody in particular: whoever uses the session sees for himself. */
    Opening NOBODY = new Opening() {
        @Override
        public void opened(SessionLife life) {}

        @Override
        public void refused(Outcome.Rejection why) {}

        @Override
        public void failed(CallFailure why) {}
    };
}
