package io.holdfast.wire;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotRow;
import java.util.Random;

/** Random values of everything about locks, for {@link RandomModel}. Confined to one thread. */
final class RandomLocks {
    private final RandomModel model;
    private final Random random;

    RandomLocks(RandomModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    Command command() {
        return switch (random.nextInt(5)) {
            case 0 -> new LockCommand.Revoke(model.text(), model.number(), model.text(), model.text(), model.text());
            case 1 -> new LockCommand.SetPermits(model.text(), model.int32());
            case 2 -> new LockCommand.EndHold(model.text(), model.number(), model.number());
            case 3 -> new LockCommand.EndDelay(model.text(), model.number(), model.number());
            default -> named();
        };
    }

    /** A command that may stand in a request with a name. */
    Command named() {
        return switch (random.nextInt(5)) {
            case 0 -> new LockCommand.Release(model.number(), model.number(), model.text(), model.text());
            case 1 -> new LockCommand.Withdraw(model.number(), model.number(), model.text());
            case 2 -> new LockCommand.Guarded(model.list(4, this::guard), model.keyValueCommand());
            case 3 -> new LockCommand.Publish(model.number(), model.number(), model.text(), model.bytes());
            default ->
                new LockCommand.Acquire(model.number(), model.number(), model.text(), claim(), random.nextBoolean());
        };
    }

    Query query() {
        return switch (random.nextInt(5)) {
            case 0 -> new LockQuery.All(model.text(), model.text(), model.int32());
            case 1 -> new LockQuery.One(model.text(), model.int32());
            case 2 -> new LockQuery.Acquisition(model.number(), model.number(), model.text());
            case 3 -> new LockQuery.Changes(model.text(), model.number(), model.int32());
            default -> new LockQuery.Token(model.text(), model.number());
        };
    }

    Outcome outcome() {
        return switch (random.nextInt(11)) {
            case 0 -> new LockOutcome.Granted(model.number(), model.number(), model.int32());
            case 1 -> new LockOutcome.Queued(model.number(), model.int32());
            case 2 -> new LockOutcome.Released(model.number(), model.number());
            case 3 -> new LockOutcome.Withdrawn(model.number(), model.int32(), model.text());
            case 4 -> new LockOutcome.Freed(model.number(), model.int32());
            case 5 -> new LockOutcome.PermitsSet(model.number(), model.int32());
            case 6 -> new LockOutcome.Held(model.number(), hold());
            case 7 ->
                new LockOutcome.Shown(model.number(), lock(), model.list(3, this::hold), model.list(3, this::waiter));
            case 8 -> new LockOutcome.Published(model.number());
            case 9 ->
                new LockOutcome.Changes(
                        model.number(),
                        model.number(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean() ? hold() : null,
                        model.list(3, this::change));
            default -> new LockOutcome.Listed(model.number(), model.list(3, this::lock), random.nextBoolean());
        };
    }

    LockPush push() {
        return switch (random.nextInt(3)) {
            case 0 -> new LockPush.Granted(model.number(), model.number(), model.number());
            case 1 ->
                new LockPush.Ended(
                        model.number(), model.number(), model.number(), model.pick(LockEnd.values()), model.text());
            default -> new LockPush.Missed(model.number());
        };
    }

    SnapshotRow row() {
        return switch (random.nextInt(6)) {
            case 0 -> new LockRow.Totals(model.number(), model.number(), model.number(), model.number());
            case 1 ->
                new LockRow.Lock(
                        model.text(),
                        model.pick(LockKind.values()),
                        model.int32(),
                        random.nextBoolean(),
                        model.number(),
                        model.number(),
                        model.number(),
                        model.number());
            case 2 -> new LockRow.Hold(model.number(), model.number(), model.number(), claim(), model.number());
            case 3 -> new LockRow.Wait(model.number(), model.number(), model.number(), claim(), model.number());
            case 4 -> new LockRow.Change(change(), model.number());
            default ->
                new LockRow.Ending(
                        model.number(),
                        model.number(),
                        model.number(),
                        model.text(),
                        model.number(),
                        model.pick(LockEnd.values()),
                        model.text(),
                        model.text(),
                        model.number());
        };
    }

    private LockGuard guard() {
        return new LockGuard(model.text(), model.number());
    }

    private LockClaim claim() {
        return new LockClaim(
                model.pick(LockMode.values()),
                model.int32(),
                model.int32(),
                model.number(),
                model.number(),
                model.text(),
                model.text(),
                model.int32(),
                model.bytes());
    }

    private ElectionChange change() {
        return new ElectionChange(
                model.number(),
                model.text(),
                model.pick(ElectionStep.values()),
                model.number(),
                model.number(),
                model.text(),
                model.text(),
                model.bytes(),
                model.pick(LockEnd.values()),
                model.text(),
                model.number());
    }

    private LockRecord lock() {
        return new LockRecord(
                model.text(),
                model.pick(LockKind.values()),
                model.int32(),
                random.nextBoolean(),
                model.int32(),
                model.int32(),
                model.int32(),
                model.number(),
                model.number());
    }

    private HoldRecord hold() {
        return new HoldRecord(
                model.number(),
                model.number(),
                model.number(),
                claim(),
                model.number(),
                model.text(),
                model.text(),
                model.text());
    }

    private WaitRecord waiter() {
        return new WaitRecord(
                model.number(),
                model.number(),
                model.number(),
                claim(),
                model.number(),
                model.text(),
                model.text(),
                model.text());
    }
}
