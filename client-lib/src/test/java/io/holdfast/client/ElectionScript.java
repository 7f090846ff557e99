package io.holdfast.client;

import io.holdfast.client.internal.ModelLocks;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node with elections that answers, pushes and gives notice at once, and lists locks of which every tenth is an election. */
final class ElectionScript implements FakeNode.Script {
    private static final int LISTED = 30;

    private final ModelLocks locks = new ModelLocks();
    private FakeNode.@Nullable Connection follower;
    private FakeNode.@Nullable Connection observer;

    @Override
    public synchronized void requests(FakeNode.Connection connection, List<Request> requests) {
        List<Result> results = new ArrayList<>();
        for (Request request : requests) {
            if (request instanceof Request.Follow) {
                follower = connection;
                results.add(new Result.Followed(request.id()));
            } else if (request instanceof Request.Subscribe) {
                observer = connection;
                results.add(new Result.Subscribed(request.id()));
            } else if (request instanceof Request.Unsubscribe) {
                observer = null;
                results.add(new Result.Subscribed(request.id()));
            } else if (request instanceof Request.Write write
                    && write.command().command() instanceof LockCommand command) {
                results.add(new Result.Answered(request.id(), outcome(command)));
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
        List<Topic> changed = locks.elections.noticed.stream()
                .map(name -> new Topic(TopicKind.ELECTION, name))
                .collect(Collectors.toList());
        locks.elections.noticed.clear();
        if (observer != null && !changed.isEmpty()) {
            observer.send(new ServerFrame.Noticed(changed));
        }
    }

    private Outcome outcome(LockCommand command) {
        if (command instanceof LockCommand.Revoke revoke) {
            if (locks.holders(revoke.name()).stream().noneMatch(entry -> entry.token == revoke.token())) {
                return new LockOutcome.Freed(1, 0);
            }
            locks.end(revoke.name(), LockEnd.REVOKED, "revoked: " + revoke.why());
            return new LockOutcome.Freed(1, 1);
        }
        return locks.apply(command);
    }

    private Outcome outcome(LockQuery query) {
        if (query instanceof LockQuery.All all) {
            List<LockRecord> page = IntStream.range(0, LISTED)
                    .mapToObj(i ->
                            record(String.format("l%02d", i), i % 10 == 9 ? LockKind.ELECTION : LockKind.EXCLUSIVE))
                    .filter(lock -> lock.name().compareTo(all.after()) > 0)
                    .limit(all.limit() + 1)
                    .toList();
            boolean more = page.size() > all.limit();
            return new LockOutcome.Listed(1, more ? page.subList(0, all.limit()) : page, more);
        }
        if (query instanceof LockQuery.One one) {
            return one.name().equals("lock")
                    ? new LockOutcome.Shown(1, record("lock", LockKind.EXCLUSIVE), List.of(), List.of())
                    : new Outcome.Rejection(1, Reason.LOCK_NOT_FOUND, "nothing is there", 0);
        }
        return locks.query(query);
    }

    private static LockRecord record(String name, LockKind kind) {
        return new LockRecord(name, kind, 0, false, 1, 1, 0, 1, 0);
    }

    synchronized int waiters(String name) {
        return locks.waiters(name).size();
    }

    synchronized boolean observed() {
        return observer != null;
    }
}
