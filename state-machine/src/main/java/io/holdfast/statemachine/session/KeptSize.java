package io.holdfast.statemachine.session;

import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an outcome counts against the bounds of kept replies, and what is left of one that counts too much. */
final class KeptSize implements Outcome.Handler<Integer> {
    /**
     * What the smallest outcome counts. A window full of these stays within the session's bound, so that condensing
     * always makes room enough.
     */
    static final int LEAST_BYTES = 32;

    /** Numbers and checksums of a release, or of a set and its rollout. */
    private static final int CONFIG_BYTES = 256;

    /** So many chars take no more UTF-8 bytes than are left beside the envelope. */
    private static final int MAX_MESSAGE_CHARS = (Limits.MAX_KEPT_OUTCOME_BYTES - LEAST_BYTES) / 3;

    private static final KeptSize INSTANCE = new KeptSize();

    private KeptSize() {}

    static int of(Outcome outcome) {
        return outcome.accept(INSTANCE);
    }

    /** Whether a request can have this outcome: what answers queries only it cannot. */
    static boolean canBeKept(Outcome outcome) {
        if (outcome instanceof Outcome.Transaction transaction) {
            return transaction.responses().stream().allMatch(KeptSize::canBeKept);
        }
        if (outcome instanceof Outcome.Resolved resolved && resolved.first() != null) {
            return canBeKept(resolved.first());
        }
        return !(outcome instanceof Outcome.Leases
                || outcome instanceof Outcome.Sessions
                || outcome instanceof LockOutcome.Held
                || outcome instanceof LockOutcome.Shown
                || outcome instanceof LockOutcome.Listed
                || outcome instanceof LockOutcome.Changes
                || (outcome instanceof ConfigOutcome && !answersACommand(outcome)));
    }

    private static boolean answersACommand(Outcome outcome) {
        return outcome instanceof ConfigOutcome.Published
                || outcome instanceof ConfigOutcome.Steered
                || outcome instanceof ConfigOutcome.Configured
                || outcome instanceof ConfigOutcome.Acknowledged;
    }

    /** The outcome as it is kept at first. */
    static Outcome kept(Outcome outcome) {
        if (of(outcome) <= Limits.MAX_KEPT_OUTCOME_BYTES) {
            return outcome;
        }
        if (outcome instanceof Outcome.Rejection no) {
            return withMessage(no, cut(no.message()));
        }
        return outcome instanceof ConfigOutcome.Published published ? numbered(published) : condensed(outcome);
    }

    /** The outcome at its least: a "no" stays the same "no", only its words go. */
    static Outcome condensed(Outcome outcome) {
        return outcome instanceof Outcome.Rejection no
                ? withMessage(no, "")
                : new Outcome.Condensed(outcome.revision());
    }

    /** A release without the words that its author has anyway: its number is what a repetition asks for. */
    private static Outcome numbered(ConfigOutcome.Published published) {
        ReleaseHeader header = published.header();
        return new ConfigOutcome.Published(
                published.revision(),
                new ReleaseHeader(
                        header.set(),
                        header.number(),
                        header.parent(),
                        header.rollbackOf(),
                        header.state(),
                        header.revision(),
                        header.publishedMillis(),
                        header.currentMillis(),
                        "",
                        "",
                        header.checksum(),
                        header.schemaChecksum(),
                        header.documents(),
                        header.bytes()));
    }

    private static Outcome withMessage(Outcome.Rejection no, String message) {
        return new Outcome.Rejection(no.revision(), no.reason(), message, no.bound());
    }

    private static String cut(String message) {
        int end = MAX_MESSAGE_CHARS - 1;
        return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    @Override
    public Integer put(Outcome.Put outcome) {
        return LEAST_BYTES + of(outcome.previous());
    }

    @Override
    public Integer deleteRange(Outcome.DeleteRange outcome) {
        return LEAST_BYTES + of(outcome.previous());
    }

    @Override
    public Integer range(Outcome.Range outcome) {
        return LEAST_BYTES + of(outcome.keyValues());
    }

    /** Counting may stop once the answer is known to be too large; the sum is then not the whole, but too large. */
    @Override
    public Integer transaction(Outcome.Transaction outcome) {
        int size = LEAST_BYTES;
        for (Outcome response : outcome.responses()) {
            size += of(response);
            if (size > Limits.MAX_KEPT_OUTCOME_BYTES) {
                break;
            }
        }
        return size;
    }

    @Override
    public Integer rejection(Outcome.Rejection outcome) {
        return LEAST_BYTES + outcome.message().getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public Integer compact(Outcome.Compact outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer registered(Outcome.Registered outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer leaseGranted(Outcome.LeaseGranted outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer leaseEnded(Outcome.LeaseEnded outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer checkpointed(Outcome.Checkpointed outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer sessionOpened(Outcome.SessionOpened outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer sessionEnded(Outcome.SessionEnded outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer resolved(Outcome.Resolved outcome) {
        Outcome first = outcome.first();
        return LEAST_BYTES + (first == null ? 0 : of(first));
    }

    @Override
    public Integer condensed(Outcome.Condensed outcome) {
        return LEAST_BYTES;
    }

    @Override
    public Integer leases(Outcome.Leases outcome) {
        throw notOfARequest(outcome);
    }

    @Override
    public Integer sessions(Outcome.Sessions outcome) {
        throw notOfARequest(outcome);
    }

    @Override
    public Integer config(ConfigOutcome outcome) {
        if (outcome instanceof ConfigOutcome.Published published) {
            ReleaseHeader header = published.header();
            return CONFIG_BYTES + utf8Size(header.set() + header.author() + header.comment());
        }
        if (outcome instanceof ConfigOutcome.Steered steered) {
            return sizeOf(steered.record());
        }
        if (outcome instanceof ConfigOutcome.Configured configured) {
            return sizeOf(configured.record());
        }
        if (outcome instanceof ConfigOutcome.Acknowledged) {
            return LEAST_BYTES;
        }
        throw notOfARequest(outcome);
    }

    @Override
    public Integer lock(LockOutcome outcome) {
        if (!canBeKept(outcome)) {
            throw notOfARequest(outcome);
        }
        return outcome instanceof LockOutcome.Withdrawn withdrawn
                ? LEAST_BYTES + withdrawn.holder().getBytes(StandardCharsets.UTF_8).length
                : LEAST_BYTES;
    }

    private static int sizeOf(ConfigSetRecord record) {
        int size = CONFIG_BYTES + utf8Size(record.set());
        Rollout rollout = record.rollout();
        if (rollout != null) {
            size += utf8Size(rollout.why());
            for (Label label : rollout.stage().labels()) {
                size += LEAST_BYTES + utf8Size(label.name()) + utf8Size(label.value());
            }
        }
        return size;
    }

    private static int utf8Size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static IllegalStateException notOfARequest(Outcome outcome) {
        return new IllegalStateException(outcome.getClass().getSimpleName() + " answers a query, not a request");
    }

    private static int of(@Nullable KeyValue keyValue) {
        return keyValue == null ? 0 : keyValue.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES;
    }

    private static int of(List<KeyValue> keyValues) {
        int size = 0;
        for (KeyValue keyValue : keyValues) {
            size += of(keyValue);
            if (size > Limits.MAX_KEPT_OUTCOME_BYTES) {
                break;
            }
        }
        return size;
    }
}
