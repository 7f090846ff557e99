package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to stand for election. Immutable.
 *
 * @param candidate the candidate's name, by which the leadership can be handed to it and people know it; may be empty
 * @param value what to publish from the moment on at which it leads, an address for instance; at most {@link
 *     Limits#MAX_ELECTION_VALUE_BYTES} bytes
 * @param priority candidates of a higher one are elected first, among equals whoever came first; 0 to {@link
 *     Limits#MAX_PRIORITY}. A leader is not displaced by a higher one
 * @param patience how long to wait to be elected; empty for as long as the session lives
 * @param session in which to stand and lead; empty for the session that the client's writes go out in
 */
public record CampaignOptions(
        String candidate, Bytes value, int priority, Optional<Duration> patience, Optional<Session> session) {
    /** Nameless, publishing nothing, as long as it takes. */
    public static final CampaignOptions DEFAULT =
            new CampaignOptions("", Bytes.EMPTY, 0, Optional.empty(), Optional.empty());

    /**
     * Refuses what no node would take.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public CampaignOptions {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(session, "session");
        int bytes = candidate.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.MAX_LOCK_TEXT_BYTES) {
            throw new IllegalArgumentException("the name of a candidate has at most " + Limits.MAX_LOCK_TEXT_BYTES
                    + " UTF-8 bytes, this one " + bytes);
        }
        if (value.size() > Limits.MAX_ELECTION_VALUE_BYTES) {
            throw new IllegalArgumentException("a leader publishes at most " + Limits.MAX_ELECTION_VALUE_BYTES
                    + " bytes, these are " + value.size());
        }
        if (priority < 0 || priority > Limits.MAX_PRIORITY) {
            throw new IllegalArgumentException(
                    "a priority lies between 0 and " + Limits.MAX_PRIORITY + ": " + priority);
        }
        if (patience.isPresent() && patience.get().isNegative()) {
            throw new IllegalArgumentException("patience must not be negative: " + patience.get());
        }
    }

    /** These options, under another name. */
    public CampaignOptions candidate(String candidate) {
        return new CampaignOptions(candidate, value, priority, patience, session);
    }

    /** These options, publishing something else. */
    public CampaignOptions value(Bytes value) {
        return new CampaignOptions(candidate, value, priority, patience, session);
    }

    /** These options, publishing a text. */
    public CampaignOptions value(String value) {
        return value(Bytes.utf8(value));
    }

    /** These options, with another priority. */
    public CampaignOptions priority(int priority) {
        return new CampaignOptions(candidate, value, priority, patience, session);
    }

    /** These options, waiting at most so long. */
    public CampaignOptions patience(Duration patience) {
        return new CampaignOptions(candidate, value, priority, Optional.of(patience), session);
    }

    /** These options, in a session of this client. */
    public CampaignOptions session(Session session) {
        return new CampaignOptions(candidate, value, priority, patience, Optional.of(session));
    }
}
