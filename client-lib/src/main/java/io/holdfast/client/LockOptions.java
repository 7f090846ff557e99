package io.holdfast.client;

import io.holdfast.model.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to acquire. Immutable.
 *
 * <pre>{@code
 * LockOptions options = LockOptions.DEFAULT
 *         .patience(Duration.ofSeconds(5))
 *         .maxHold(Duration.ofMinutes(10))
 *         .label("nightly report, host a7");
 * try (LockHandle held = client.locks().acquire("reports/nightly", options)) {
 *     held.guard(Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * @param patience how long to wait in line; empty for as long as the session lives
 * @param maxHold after so long the cluster ends the hold, and the handle says so before; zero for never. 500 ms to a year
 * @param delay how long the lock stays without a holder after one whose session expired, so that what it began can settle;
 *     zero for not at all, at most a minute
 * @param owner who acquires, for the search of deadlocks and upgrades: acquisitions of one session and one owner belong
 *     together; empty for an acquisition that stands for itself. Name one for whatever acquires several locks in turn
 * @param label what people read in listings; may be empty
 * @param session in which to hold; empty for the session that the client's writes go out in
 */
public record LockOptions(
        Optional<Duration> patience,
        Duration maxHold,
        Duration delay,
        String owner,
        String label,
        Optional<Session> session) {
    private static final Duration MIN_HOLD = Duration.ofMillis(500);
    private static final Duration MAX_HOLD = Duration.ofMillis(Limits.MAX_HOLD_MILLIS);
    private static final Duration MAX_DELAY = Duration.ofMillis(Limits.MAX_LOCK_DELAY_MILLIS);

    /** Wait as long as it takes, hold as long as the session lives. */
    public static final LockOptions DEFAULT =
            new LockOptions(Optional.empty(), Duration.ZERO, Duration.ZERO, "", "", Optional.empty());

    /**
     * Refuses what no node would take.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public LockOptions {
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(maxHold, "maxHold");
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(session, "session");
        if (patience.isPresent() && patience.get().isNegative()) {
            throw new IllegalArgumentException("patience must not be negative: " + patience.get());
        }
        if (!maxHold.isZero() && (maxHold.compareTo(MIN_HOLD) < 0 || maxHold.compareTo(MAX_HOLD) > 0)) {
            throw new IllegalArgumentException(
                    "a maximum hold lies between 500 ms and 365 days, or is zero for none: " + maxHold);
        }
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("a lock-delay lies between zero and " + MAX_DELAY + ": " + delay);
        }
        text("owner", owner);
        text("label", label);
    }

    private static void text(String what, String text) {
        Objects.requireNonNull(text, what);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.MAX_LOCK_TEXT_BYTES) {
            throw new IllegalArgumentException("the " + what + " of an acquisition has at most "
                    + Limits.MAX_LOCK_TEXT_BYTES + " UTF-8 bytes, this one " + bytes);
        }
    }

    /** These options, waiting at most so long. */
    public LockOptions patience(Duration patience) {
        return new LockOptions(Optional.of(patience), maxHold, delay, owner, label, session);
    }

    /** These options, waiting as long as it takes. */
    public LockOptions unbounded() {
        return new LockOptions(Optional.empty(), maxHold, delay, owner, label, session);
    }

    /** These options, holding at most so long. */
    public LockOptions maxHold(Duration maxHold) {
        return new LockOptions(patience, maxHold, delay, owner, label, session);
    }

    /** These options, with a lock-delay after the session expired. */
    public LockOptions delay(Duration delay) {
        return new LockOptions(patience, maxHold, delay, owner, label, session);
    }

    /** These options, for one owner. */
    public LockOptions owner(String owner) {
        return new LockOptions(patience, maxHold, delay, owner, label, session);
    }

    /** These options, with another label. */
    public LockOptions label(String label) {
        return new LockOptions(patience, maxHold, delay, owner, label, session);
    }

    /** These options, holding in a session of this client. */
    public LockOptions session(Session session) {
        return new LockOptions(patience, maxHold, delay, owner, label, Optional.of(session));
    }
}
