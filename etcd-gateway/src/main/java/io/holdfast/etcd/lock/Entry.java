package io.holdfast.etcd.lock;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Reply;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call that stands in line for a name until it is its turn: a lock, or a campaign. When its client goes away before
 * that, its key goes too.
 *
 * <p>States: entering → waiting → answered, or over at any time. Safe for any thread.
 *
 * @param <T> the answer's message
 */
final class Entry<T extends Message> {
    /** What a lease lives that is made because none was named, as with etcd. */
    private static final long OWN_LEASE_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final Core core;
    private final ServerCallStreamObserver<T> out;
    private final EtcdError expired;
    private final Answer<T> answer;
    private final Steps steps;
    private boolean over;
    private @Nullable Turn turn;
    private @Nullable Transaction leave;

    /** Makes the answer to one whose turn it is. */
    interface Answer<T> {
        T of(Contest contest, Contest.Place place, long revision);
    }

    /** @param expired what is said if the key is gone when its turn comes */
    Entry(Core core, ServerCallStreamObserver<T> out, EtcdError expired, Answer<T> answer) {
        this.core = core;
        this.out = out;
        this.expired = expired;
        this.answer = answer;
        this.steps = new Steps(core, this::fail);
    }

    /** Stands in line. */
    void begin(Bytes name, long lease, Bytes value) {
        out.setOnCancelHandler(this::abandoned);
        if (lease != 0) {
            enter(new Contest(name, lease), value);
        } else {
            steps.write(
                    new LeaseCommand.Grant(0, OWN_LEASE_MILLIS),
                    granted -> enter(new Contest(name, ((Outcome.LeaseGranted) granted).lease()), value));
        }
    }

    private void enter(Contest contest, Bytes value) {
        steps.write(contest.enter(value), entered -> {
            Contest.Place place = Contest.Place.of((Outcome.Transaction) entered);
            List<KeyValue> found = place.found();
            boolean another = !found.isEmpty() && !found.get(0).value().equals(value);
            if (another && !value.isEmpty()) {
                Put put = new Put(contest.key(), value, contest.lease(), false, false, false);
                steps.write(
                        new Transaction(
                                List.of(Contest.stands(contest.key(), place.revision())), List.of(put), List.of()),
                        said -> entered(contest, place, said.revision()));
            } else {
                entered(contest, place, entered.revision());
            }
        });
    }

    private void entered(Contest contest, Contest.Place place, long revision) {
        if (place.wins()) {
            answer(contest, place, revision);
            return;
        }
        Turn wait = new Turn(core, steps, contest.name(), place.revision(), at -> itsTurn(contest, place));
        Transaction leaving = Contest.leave(contest.key(), place.revision());
        boolean late;
        synchronized (this) {
            late = over;
            turn = wait;
            leave = leaving;
        }
        if (late) {
            giveUp(leaving);
        } else {
            wait.look();
        }
    }

    /** The lease may have ended meanwhile, and the key with it. */
    private void itsTurn(Contest contest, Contest.Place place) {
        steps.read(RangeQuery.of(KeyRange.single(contest.key())), own -> {
            if (own.keyValues().isEmpty()) {
                fail(expired.status());
            } else {
                answer(contest, place, own.revision());
            }
        });
    }

    private void answer(Contest contest, Contest.Place place, long revision) {
        if (end()) {
            Reply.send(out, answer.of(contest, place, revision));
        } else {
            // Its client is gone, and nobody else knows that it has what it asked for.
            giveUp(Contest.leave(contest.key(), place.revision()));
        }
    }

    private void fail(Status status) {
        if (end()) {
            Reply.refuse(out, Status.UNKNOWN.withDescription(status.getDescription()));
        }
    }

    /** Whether this was the first to end the call. */
    private synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    private void abandoned() {
        if (!end()) {
            return;
        }
        Turn waiting;
        Transaction leaving;
        synchronized (this) {
            waiting = turn;
            leaving = leave;
        }
        if (waiting != null) {
            waiting.cancel();
        }
        if (leaving != null) {
            giveUp(leaving);
        }
        out.onError(Status.CANCELLED.asRuntimeException());
    }

    /** Nobody hears whether it worked; if it did not, the key ends with its lease. */
    private void giveUp(Transaction leaving) {
        new Steps(core, status -> {}).write(leaving, outcome -> {});
    }
}
