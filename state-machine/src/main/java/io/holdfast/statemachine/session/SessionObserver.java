package io.holdfast.statemachine.session;

import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;

/** Hears of the end of sessions, before anything else can happen. Called on the apply thread only. */
public interface SessionObserver {
    /**
     * A session ended.
     *
     * @param session what it was; its keys are gone already
     * @param end why
     * @param by whose will it was; empty if nobody's
     * @param why what an operator said; else empty
     */
    void ended(SessionRecord session, SessionEnd end, String by, String why);
}
