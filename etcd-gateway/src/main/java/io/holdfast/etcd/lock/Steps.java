package io.holdfast.etcd.lock;

import io.grpc.Status;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.RefusedException;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.model.command.Command;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.Completion;
import java.util.function.Consumer;

/** Operations of one call, one after the other: each hands its outcome to the next, and the first that fails ends the call. */
final class Steps {
    private final Core core;
    private final Consumer<Status> onFailure;

    /** @param onFailure hears of a failure or a rejection, in etcd's words */
    Steps(Core core, Consumer<Status> onFailure) {
        this.core = core;
        this.onFailure = onFailure;
    }

    /** Ends the call. */
    void fail(Status status) {
        onFailure.accept(status);
    }

    /** Changes something. */
    void write(Command command, Consumer<Outcome> next) {
        try {
            core.propose(command, 0, heard(next));
        } catch (RefusedException e) {
            fail(e.status());
        }
    }

    /** Reads what is true now. */
    void read(RangeQuery query, Consumer<Outcome.Range> next) {
        core.read(
                query, ReadLevel.LINEARIZABLE, core.deadline(), heard(outcome -> next.accept((Outcome.Range) outcome)));
    }

    private Completion heard(Consumer<Outcome> next) {
        return new Completion() {
            @Override
            public void answered(Outcome outcome) {
                if (outcome instanceof Outcome.Rejection rejection) {
                    fail(Statuses.of(rejection));
                } else {
                    next.accept(outcome);
                }
            }

            @Override
            public void failed(Failure failure) {
                fail(Statuses.of(failure));
            }
        };
    }
}
