package io.holdfast.wire;

import static io.holdfast.wire.SizeBound.ENVELOPE;
import static io.holdfast.wire.SizeBound.NUMBER;
import static io.holdfast.wire.SizeBound.delimited;
import static io.holdfast.wire.SizeBound.exact;
import static io.holdfast.wire.SizeBound.text;

import io.holdfast.model.Limits;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.query.LockQuery;

/** How many bytes something about locks takes encoded, at most: cheap to say without encoding it. */
final class LockBound implements LockCommand.Handler<Long>, LockQuery.Handler<Long>, LockOutcome.Handler<Long> {
    private static final LockBound INSTANCE = new LockBound();

    private LockBound() {}

    static long of(LockCommand command) {
        return command.accept(INSTANCE);
    }

    static long of(LockQuery query) {
        return query.accept(INSTANCE);
    }

    static long of(LockOutcome outcome) {
        return outcome.accept(INSTANCE);
    }

    static long of(LockPush push) {
        long message = push instanceof LockPush.Ended ended ? text(ended.message()) : 0;
        return 2 * ENVELOPE + 4 * NUMBER + message;
    }

    @Override
    public Long acquire(LockCommand.Acquire acquire) {
        return ENVELOPE + 3 * NUMBER + text(acquire.name(), Limits.MAX_LOCK_NAME_BYTES) + of(acquire.claim());
    }

    @Override
    public Long withdraw(LockCommand.Withdraw withdraw) {
        return ENVELOPE + 2 * NUMBER + text(withdraw.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long release(LockCommand.Release release) {
        return ENVELOPE
                + 2 * NUMBER
                + text(release.name(), Limits.MAX_LOCK_NAME_BYTES)
                + text(release.successor(), Limits.MAX_LOCK_TEXT_BYTES);
    }

    @Override
    public Long revoke(LockCommand.Revoke revoke) {
        return ENVELOPE
                + NUMBER
                + text(revoke.name(), Limits.MAX_LOCK_NAME_BYTES)
                + text(revoke.by(), Limits.MAX_PRINCIPAL_BYTES)
                + text(revoke.why(), Limits.MAX_WHY_BYTES)
                + text(revoke.successor(), Limits.MAX_LOCK_TEXT_BYTES);
    }

    @Override
    public Long setPermits(LockCommand.SetPermits set) {
        return ENVELOPE + NUMBER + text(set.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long endHold(LockCommand.EndHold end) {
        return ENVELOPE + 2 * NUMBER + text(end.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long endDelay(LockCommand.EndDelay end) {
        return ENVELOPE + 2 * NUMBER + text(end.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long guarded(LockCommand.Guarded guarded) {
        long size = delimited(SizeBound.of(guarded.command()));
        for (LockGuard guard : guarded.guards()) {
            long token = guard.token() == 0 ? 0 : 1L + ProtoWriter.varintSize(guard.token());
            size += delimited(exact(utf8Size(guard.name())) + token);
        }
        return 1 + delimited(size); // the field has a tag of two bytes
    }

    @Override
    public Long publish(LockCommand.Publish publish) {
        return ENVELOPE
                + 2 * NUMBER
                + text(publish.name(), Limits.MAX_LOCK_NAME_BYTES)
                + ENVELOPE
                + publish.value().size();
    }

    @Override
    public Long all(LockQuery.All query) {
        return ENVELOPE
                + NUMBER
                + text(query.prefix(), Limits.MAX_LOCK_NAME_BYTES)
                + text(query.after(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long one(LockQuery.One query) {
        return ENVELOPE + NUMBER + text(query.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long acquisition(LockQuery.Acquisition query) {
        return ENVELOPE + 2 * NUMBER + text(query.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long token(LockQuery.Token query) {
        return ENVELOPE + NUMBER + text(query.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long changes(LockQuery.Changes query) {
        return ENVELOPE + 2 * NUMBER + text(query.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    @Override
    public Long granted(LockOutcome.Granted outcome) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long queued(LockOutcome.Queued outcome) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long released(LockOutcome.Released outcome) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long withdrawn(LockOutcome.Withdrawn outcome) {
        return ENVELOPE + NUMBER + text(outcome.holder());
    }

    @Override
    public Long freed(LockOutcome.Freed outcome) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long permitsSet(LockOutcome.PermitsSet outcome) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long held(LockOutcome.Held outcome) {
        return ENVELOPE + of(outcome.hold());
    }

    @Override
    public Long shown(LockOutcome.Shown outcome) {
        long size = ENVELOPE + of(outcome.lock());
        for (HoldRecord hold : outcome.holders()) {
            size += of(hold);
        }
        for (WaitRecord wait : outcome.waiters()) {
            size += of(wait);
        }
        return size;
    }

    @Override
    public Long listed(LockOutcome.Listed outcome) {
        long size = ENVELOPE + NUMBER;
        for (LockRecord lock : outcome.locks()) {
            size += of(lock);
        }
        return size;
    }

    @Override
    public Long published(LockOutcome.Published outcome) {
        return ENVELOPE;
    }

    @Override
    public Long changes(LockOutcome.Changes outcome) {
        HoldRecord leader = outcome.leader();
        long size = ENVELOPE + 3 * NUMBER + (leader == null ? 0 : of(leader));
        for (ElectionChange change : outcome.changes()) {
            size += of(change);
        }
        return size;
    }

    private static long of(LockClaim claim) {
        return ENVELOPE
                + 6 * NUMBER
                + ENVELOPE
                + claim.value().size()
                + text(claim.owner(), Limits.MAX_LOCK_TEXT_BYTES)
                + text(claim.label(), Limits.MAX_LOCK_TEXT_BYTES);
    }

    private static long of(LockRecord lock) {
        return ENVELOPE + 8 * NUMBER + text(lock.name(), Limits.MAX_LOCK_NAME_BYTES);
    }

    private static long of(HoldRecord hold) {
        return ENVELOPE
                + 4 * NUMBER
                + of(hold.claim())
                + text(hold.client(), Limits.MAX_NAME_BYTES)
                + text(hold.principal(), Limits.MAX_PRINCIPAL_BYTES)
                + text(hold.address(), Limits.MAX_ADDRESS_BYTES);
    }

    private static long of(WaitRecord wait) {
        return ENVELOPE
                + 4 * NUMBER
                + of(wait.claim())
                + text(wait.client(), Limits.MAX_NAME_BYTES)
                + text(wait.principal(), Limits.MAX_PRINCIPAL_BYTES)
                + text(wait.address(), Limits.MAX_ADDRESS_BYTES);
    }

    private static long of(ElectionChange change) {
        return ENVELOPE
                + 6 * NUMBER
                + text(change.election(), Limits.MAX_LOCK_NAME_BYTES)
                + text(change.candidate(), Limits.MAX_LOCK_TEXT_BYTES)
                + text(change.client(), Limits.MAX_NAME_BYTES)
                + text(change.message(), Limits.MAX_LOCK_WORDS_BYTES)
                + ENVELOPE
                + change.value().size();
    }

    /** How many bytes of UTF-8 a text takes; half of a surrogate pair is written as a question mark. */
    private static int utf8Size(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                size++;
            } else if (c < 0x800) {
                size += 2;
            } else if (!Character.isSurrogate(c)) {
                size += 3;
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                size += 4;
                i++;
            } else {
                size++;
            }
        }
        return size;
    }
}
