package io.holdfast.client;

import io.holdfast.client.internal.OwnWrites;
import io.holdfast.client.internal.SetNotices;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one client follows of configuration, for all views of it with other timeouts.
 *
 * @param writes what it says of itself
 * @param notices what it is told
 * @param notedIn the session in which it last said how it stands; 0 before
 */
record Following(OwnWrites writes, SetNotices notices, AtomicLong notedIn) {
    Following {
        Objects.requireNonNull(writes, "writes");
        Objects.requireNonNull(notices, "notices");
        Objects.requireNonNull(notedIn, "notedIn");
    }

    long session() {
        return notedIn.get();
    }

    void noted(long session) {
        notedIn.set(session);
    }

    Runnable observe(String set, Runnable changed) {
        return notices.observe(set, changed);
    }
}
