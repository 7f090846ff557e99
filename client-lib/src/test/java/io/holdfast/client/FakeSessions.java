package io.holdfast.client;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.List;

/** What every node does about sessions, so that a script sees the writes themselves and nothing else. */
final class FakeSessions {
    private FakeSessions() {}

    /** Answers what is about sessions only; gives the rest, with the commands that stood within a session's requests. */
    static List<Request> keep(FakeNode.Connection connection, List<Request> requests) {
        List<Request> rest = new ArrayList<>();
        List<Result> kept = new ArrayList<>();
        for (Request request : requests) {
            if (request instanceof Request.TimeToLive asked) {
                kept.add(new Result.Lives(request.id(), new LeaseLife(1, asked.lease(), 30_000, 29_000, List.of())));
            } else if (request instanceof Request.Read read && read.query() instanceof SessionsQuery) {
                kept.add(new Result.Answered(request.id(), new Outcome.Sessions(1, List.of(), false)));
            } else if (request instanceof Request.Renew renew) {
                kept.add(new Result.Renewed(
                        request.id(),
                        renew.leases().stream()
                                .map(lease -> new Renewal(lease.lease(), 7, 10_000))
                                .toList()));
            } else if (request instanceof Request.Write write
                    && write.command().command() instanceof SessionCommand command) {
                if (command instanceof SessionCommand.Once once && once.command() instanceof LeaseCommand lease) {
                    kept.add(new Result.Answered(request.id(), outcome(lease)));
                } else if (command instanceof SessionCommand.Once once) {
                    Command within = once.command();
                    rest.add(new Request.Write(
                            write.id(),
                            write.timeoutMillis(),
                            new EncodedCommand(within, CommandCodec.encode(within))));
                } else {
                    kept.add(new Result.Answered(request.id(), outcome(command)));
                }
            } else {
                rest.add(request);
            }
        }
        if (!kept.isEmpty()) {
            connection.results(kept);
        }
        return rest;
    }

    private static Outcome outcome(LeaseCommand command) {
        return command instanceof LeaseCommand.Grant grant
                ? new Outcome.LeaseGranted(1, Math.max(78, grant.lease()), grant.ttlMillis())
                : new Outcome.LeaseEnded(1, 78, 0);
    }

    private static Outcome outcome(SessionCommand command) {
        if (command instanceof SessionCommand.Open open) {
            return new Outcome.SessionOpened(1, open.session(), 77, 7, open.ttlMillis());
        }
        if (command instanceof SessionCommand.Resolve) {
            return new Outcome.Resolved(1, null);
        }
        return new Outcome.SessionEnded(1, 1, 0);
    }
}
