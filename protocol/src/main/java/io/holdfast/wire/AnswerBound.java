package io.holdfast.wire;

import static io.holdfast.wire.SizeBound.ENVELOPE;
import static io.holdfast.wire.SizeBound.NUMBER;
import static io.holdfast.wire.SizeBound.text;

import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many bytes an answer takes encoded, at most: cheap to say without encoding it. */
final class AnswerBound implements Outcome.Handler<Long> {
    private static final AnswerBound INSTANCE = new AnswerBound();

    private AnswerBound() {}

    static long of(Outcome outcome) {
        return ENVELOPE + NUMBER + outcome.accept(INSTANCE);
    }

    static long of(Failure failure) {
        long leader = failure.leader() == null
                ? 0
                : text(failure.leader().node()) + text(failure.leader().address()) + NUMBER + ENVELOPE;
        return ENVELOPE + 3 * NUMBER + text(failure.message()) + leader;
    }

    static long ofRejection(Outcome.Rejection rejection) {
        return ENVELOPE + 2 * NUMBER + text(rejection.message());
    }

    static long ofAll(List<KeyValue> keyValues) {
        long size = 0;
        for (int i = 0; i < keyValues.size(); i++) {
            size += of(keyValues.get(i));
        }
        return size;
    }

    static long ofEvents(List<Event> events) {
        long size = 0;
        for (int i = 0; i < events.size(); i++) {
            size += of(events.get(i));
        }
        return size;
    }

    static long of(Event event) {
        return ENVELOPE + NUMBER + of(event.keyValue()) + of(event.previous());
    }

    private static long of(@Nullable KeyValue keyValue) {
        return keyValue == null ? 0 : (long) keyValue.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES;
    }

    @Override
    public Long put(Outcome.Put outcome) {
        return ENVELOPE + of(outcome.previous());
    }

    @Override
    public Long deleteRange(Outcome.DeleteRange outcome) {
        return ENVELOPE + NUMBER + ofAll(outcome.previous());
    }

    @Override
    public Long range(Outcome.Range outcome) {
        return ENVELOPE + 2 * NUMBER + ofAll(outcome.keyValues());
    }

    @Override
    public Long transaction(Outcome.Transaction outcome) {
        long size = ENVELOPE + NUMBER;
        for (Outcome response : outcome.responses()) {
            size += of(response);
        }
        return size;
    }

    @Override
    public Long compact(Outcome.Compact outcome) {
        return ENVELOPE;
    }

    @Override
    public Long registered(Outcome.Registered outcome) {
        return ENVELOPE;
    }

    @Override
    public Long rejection(Outcome.Rejection outcome) {
        return ofRejection(outcome);
    }

    @Override
    public Long leaseGranted(Outcome.LeaseGranted outcome) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long leaseEnded(Outcome.LeaseEnded outcome) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long checkpointed(Outcome.Checkpointed outcome) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long leases(Outcome.Leases outcome) {
        return ENVELOPE + NUMBER + outcome.leases().size() * (ENVELOPE + 6 * NUMBER);
    }

    @Override
    public Long sessionOpened(Outcome.SessionOpened outcome) {
        return ENVELOPE + 4 * NUMBER;
    }

    @Override
    public Long sessionEnded(Outcome.SessionEnded outcome) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long resolved(Outcome.Resolved outcome) {
        return ENVELOPE + (outcome.first() == null ? 0 : of(outcome.first()));
    }

    @Override
    public Long condensed(Outcome.Condensed outcome) {
        return ENVELOPE;
    }

    @Override
    public Long sessions(Outcome.Sessions outcome) {
        long size = ENVELOPE + NUMBER;
        for (SessionRecord session : outcome.sessions()) {
            size += ENVELOPE
                    + 6 * NUMBER
                    + text(session.client())
                    + text(session.principal())
                    + text(session.address());
        }
        return size;
    }

    @Override
    public Long config(ConfigOutcome outcome) {
        return ConfigBound.of(outcome);
    }

    @Override
    public Long lock(LockOutcome outcome) {
        return LockBound.of(outcome);
    }
}
