package io.holdfast.server.raft;

import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The leader's side of questions about leases that other nodes hand on: each goes to this node's own service, which
 * refuses if it does not lead. All answers go back together. Safe for any thread.
 */
final class PeerLeases {
    /** No question waits longer here. */
    static final long MAX_PATIENCE_MILLIS = 5_000;

    private final LeaseService own;

    PeerLeases(LeaseService own) {
        this.own = own;
    }

    /** Asks everything; {@code reply} hears once, when all is answered. */
    void ask(PeerRequest.AskLeases ask, long nowNanos, Consumer<PeerReply.LeasesTold> reply) {
        if (ask.requests().isEmpty()) {
            reply.accept(new PeerReply.LeasesTold(List.of()));
            return;
        }
        Gathering gathering = new Gathering(ask.requests().size(), reply);
        for (Request request : ask.requests()) {
            if (request instanceof Request.Renew renew) {
                own.renew(
                        renew.leases(),
                        deadline(nowNanos, renew.timeoutMillis()),
                        gathering.<List<Renewal>>answer(renew.id(), found -> new Result.Renewed(renew.id(), found)));
            } else if (request instanceof Request.TimeToLive life) {
                own.timeToLive(
                        life.lease(),
                        life.keys(),
                        deadline(nowNanos, life.timeoutMillis()),
                        gathering.<LeaseLife>answer(life.id(), found -> new Result.Lives(life.id(), found)));
            } else {
                gathering.add(new Result.Failed(
                        request.id(),
                        Failure.notApplied(Failure.Code.UNSUPPORTED, "not a question about leases: " + request)));
            }
        }
    }

    private static long deadline(long nowNanos, int timeoutMillis) {
        return nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, MAX_PATIENCE_MILLIS));
    }

    /** Answers that come one by one, and go back when the last is there. */
    private static final class Gathering {
        private final List<Result> results = new ArrayList<>();
        private final int expected;
        private final Consumer<PeerReply.LeasesTold> reply;

        Gathering(int expected, Consumer<PeerReply.LeasesTold> reply) {
            this.expected = expected;
            this.reply = reply;
        }

        void add(Result result) {
            PeerReply.LeasesTold told;
            synchronized (results) {
                results.add(result);
                if (results.size() < expected) {
                    return;
                }
                told = new PeerReply.LeasesTold(results);
            }
            reply.accept(told);
        }

        <T> LeaseService.Answer<T> answer(long id, Function<T, Result> found) {
            return new LeaseService.Answer<>() {
                @Override
                public void answered(T answer) {
                    add(found.apply(answer));
                }

                @Override
                public void failed(Failure failure) {
                    add(new Result.Failed(id, failure));
                }
            };
        }
    }
}
