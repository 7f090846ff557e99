package io.holdfast.wire;

import static io.holdfast.wire.SizeBound.ENVELOPE;
import static io.holdfast.wire.SizeBound.NUMBER;
import static io.holdfast.wire.SizeBound.text;

import io.holdfast.model.command.LockCommand;
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
        return ENVELOPE + 3 * NUMBER + text(acquire.name()) + of(acquire.claim());
    }

    @Override
    public Long withdraw(LockCommand.Withdraw withdraw) {
        return ENVELOPE + 2 * NUMBER + text(withdraw.name());
    }

    @Override
    public Long release(LockCommand.Release release) {
        return ENVELOPE + 2 * NUMBER + text(release.name());
    }

    @Override
    public Long revoke(LockCommand.Revoke revoke) {
        return ENVELOPE + NUMBER + text(revoke.name()) + text(revoke.by()) + text(revoke.why());
    }

    @Override
    public Long setPermits(LockCommand.SetPermits set) {
        return ENVELOPE + NUMBER + text(set.name());
    }

    @Override
    public Long endHold(LockCommand.EndHold end) {
        return ENVELOPE + 2 * NUMBER + text(end.name());
    }

    @Override
    public Long endDelay(LockCommand.EndDelay end) {
        return ENVELOPE + 2 * NUMBER + text(end.name());
    }

    @Override
    public Long guarded(LockCommand.Guarded guarded) {
        long size = 2 * ENVELOPE + SizeBound.of(guarded.command());
        for (LockGuard guard : guarded.guards()) {
            size += ENVELOPE + NUMBER + text(guard.name());
        }
        return size;
    }

    @Override
    public Long all(LockQuery.All query) {
        return ENVELOPE + NUMBER + text(query.prefix()) + text(query.after());
    }

    @Override
    public Long one(LockQuery.One query) {
        return ENVELOPE + NUMBER + text(query.name());
    }

    @Override
    public Long acquisition(LockQuery.Acquisition query) {
        return ENVELOPE + 2 * NUMBER + text(query.name());
    }

    @Override
    public Long token(LockQuery.Token query) {
        return ENVELOPE + NUMBER + text(query.name());
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

    private static long of(LockClaim claim) {
        return ENVELOPE + 5 * NUMBER + text(claim.owner()) + text(claim.label());
    }

    private static long of(LockRecord lock) {
        return ENVELOPE + 8 * NUMBER + text(lock.name());
    }

    private static long of(HoldRecord hold) {
        return ENVELOPE
                + 4 * NUMBER
                + of(hold.claim())
                + text(hold.client())
                + text(hold.principal())
                + text(hold.address());
    }

    private static long of(WaitRecord wait) {
        return ENVELOPE
                + 4 * NUMBER
                + of(wait.claim())
                + text(wait.client())
                + text(wait.principal())
                + text(wait.address());
    }
}
