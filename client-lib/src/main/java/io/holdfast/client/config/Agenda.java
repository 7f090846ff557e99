package io.holdfast.client.config;

import java.time.Duration;
import java.time.Instant;

/** Time, as a follower of config sets sees it. A test has its own. */
interface Agenda {
    /** Monotonic time. */
    long nanos();

    /** The wall clock. */
    Instant now();

    /** Does something later, on whatever thread. */
    void after(Duration delay, Runnable task);
}
