package io.holdfast.statemachine.session;

import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
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
                || outcome instanceof LockOutcome.Changes);
    }

    /** The outcome as it is kept at first. */
    static Outcome kept(Outcome outcome) {
        if (of(outcome) <= Limits.MAX_KEPT_OUTCOME_BYTES) {
            return outcome;
        }
        return outcome instanceof Outcome.Rejection no ? withMessage(no, cut(no.message())) : condensed(outcome);
    }

    /** The outcome at its least: a "no" stays the same "no", only its words go. */
    static Outcome condensed(Outcome outcome) {
        return outcome instanceof Outcome.Rejection no
                ? withMessage(no, "")
                : new Outcome.Condensed(outcome.revision());
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
        throw new UnsupportedOperationException("config");
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
