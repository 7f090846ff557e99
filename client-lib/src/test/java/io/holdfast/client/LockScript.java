package io.holdfast.client;

import io.holdfast.client.internal.ModelLocks;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node with locks that answers and pushes at once, and takes writes behind them. */
final class LockScript implements FakeNode.Script {
    private final ModelLocks locks = new ModelLocks();
    final List<LockCommand.Guarded> guarded = new ArrayList<>();
    private FakeNode.@Nullable Connection follower;

    @Override
    public synchronized void requests(FakeNode.Connection connection, List<Request> requests) {
        List<Result> results = new ArrayList<>();
        for (Request request : requests) {
            if (request instanceof Request.Follow) {
                follower = connection;
                results.add(new Result.Followed(request.id()));
            } else if (request instanceof Request.Write write
                    && write.command().command() instanceof LockCommand lock) {
                results.add(new Result.Answered(request.id(), outcome(lock)));
            } else if (request instanceof Request.Read read && read.query() instanceof LockQuery query) {
                results.add(new Result.Answered(request.id(), outcome(query)));
            } else {
                throw new AssertionError("the script does not know " + request);
            }
        }
        connection.results(results);
        push();
    }

    private void push() {
        List<LockPush> due = List.copyOf(locks.pushes);
        locks.pushes.clear();
        if (follower != null && !due.isEmpty()) {
            follower.send(new ServerFrame.Locked(due));
        }
    }

    private Outcome outcome(LockCommand command) {
        if (command instanceof LockCommand.Guarded write) {
            guarded.add(write);
            LockGuard guard = write.guards().get(0);
            return held(guard.name(), guard.token())
                    ? new Outcome.Put(2, null)
                    : new Outcome.Rejection(2, Reason.FENCED, "the hold is no more", 9);
        }
        if (command instanceof LockCommand.Revoke revoke) {
            int holds = locks.holders(revoke.name()).size();
            locks.end(revoke.name(), LockEnd.REVOKED, "revoked: " + revoke.why());
            return new LockOutcome.Freed(1, holds);
        }
        if (command instanceof LockCommand.SetPermits set) {
            return new LockOutcome.PermitsSet(1, set.permits());
        }
        if (command instanceof LockCommand.Acquire acquire
                && acquire.claim().owner().startsWith("thread-")
                && mine(acquire)) {
            return new Outcome.Rejection(1, Reason.DEADLOCK, "the circle", 0);
        }
        return locks.apply(command);
    }

    private boolean mine(LockCommand.Acquire acquire) {
        return locks.holders(acquire.name()).stream()
                .anyMatch(held -> held.claim.owner().equals(acquire.claim().owner()));
    }

    private boolean held(String name, long token) {
        return locks.holders(name).stream().anyMatch(held -> held.token == token);
    }

    private Outcome outcome(LockQuery query) {
        if (query instanceof LockQuery.One one) {
            int holders = locks.holders(one.name()).size();
            return holders == 0
                    ? new Outcome.Rejection(1, Reason.LOCK_NOT_FOUND, "nothing is there", 0)
                    : new LockOutcome.Shown(1, record(one.name(), holders), List.of(), List.of());
        }
        if (query instanceof LockQuery.All all) {
            return new LockOutcome.Listed(1, List.of(record(all.prefix() + "a", 1)), false);
        }
        if (query instanceof LockQuery.Token) {
            return new Outcome.Rejection(1, Reason.FENCED, "no such hold", 0);
        }
        return locks.query(query);
    }

    private static LockRecord record(String name, int holders) {
        return new LockRecord(name, LockKind.EXCLUSIVE, 0, false, holders, holders, 0, 1, 0);
    }

    synchronized int holders(String name) {
        return locks.holders(name).size();
    }

    synchronized int waiters(String name) {
        return locks.waiters(name).size();
    }
}
