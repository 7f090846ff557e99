package io.holdfast.statemachine.session;

import io.holdfast.model.Bytes;

/** An element of the session table. */
record SessionEntry(Session session, ReplyWindow window) {
    Bytes place() {
        return session.place();
    }

    long content() {
        return session.content() + window.content(session.id());
    }

    long recomputedContent() {
        return session.recomputedContent() + window.recomputedContent(session.id());
    }
}
