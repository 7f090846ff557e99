package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.RequestId;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions and kept leases that end while something about them is still under way, in simulated time. */
class SessionEdgeTest extends ModelCluster {
    private static final Trouble CUT = Trouble.unavailable("reset by peer");

    private static final class Waiter implements Opening {
        @Nullable
        SessionLife life;

        @Nullable
        CallFailure failure;

        @Override
        public void opened(SessionLife open) {
            life = open;
        }

        @Override
        public void refused(Outcome.Rejection why) {
            throw new AssertionError(why.message());
        }

        @Override
        public void failed(CallFailure why) {
            failure = why;
        }

        SessionLife life() {
            return Objects.requireNonNull(life, "no session was opened");
        }
    }

    private static final class Kept implements Keeping {
        @Nullable
        KeptLease lease;

        @Override
        public void kept(KeptLease one) {
            lease = one;
        }

        @Override
        public void missing() {
            throw new AssertionError("it exists");
        }

        @Override
        public void failed(CallFailure why) {
            throw new AssertionError(why.message());
        }
    }

    private Waiter open(SimulatedTransport.Opened stream) {
        Waiter waiter = new Waiter();
        pipeline.sessions().open(new Wish("worker", 10_000, 0), loop.nanoTime() + 5_000_000_000L, waiter);
        serve(stream);
        return waiter;
    }

    private KeptLease keep(SimulatedTransport.Opened stream, long lease) {
        Kept kept = new Kept();
        pipeline.sessions().keep(lease, loop.nanoTime() + 1_000_000_000L, kept);
        serve(stream);
        return Objects.requireNonNull(kept.lease);
    }

    private long grant() {
        return ((Outcome.LeaseGranted) state.apply(new LeaseCommand.Grant(0, 6_000))).lease();
    }

    private void serveFor(SimulatedTransport.Opened stream, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            loop.advanceMillis(50);
            serve(stream);
        }
    }

    /** Nobody is there for a while: every attempt to connect fails. */
    private void nobodyFor(long millis) {
        for (long passed = 0; passed < millis; passed += 100) {
            if (!nodes.last().aborted && !nodes.last().greeted) {
                nodes.last().end(CUT);
            }
            loop.advanceMillis(100);
        }
    }

    @Test
    void aLeaseThatIsKeptTwiceLivesOnForBoth() {
        SimulatedTransport.Opened n1 = leading();
        long lease = grant();
        KeptLease first = keep(n1, lease);
        KeptLease second = keep(n1, lease);
        serveFor(n1, 20_000);
        assertThat(first.liveness()).isEqualTo(Liveness.CONNECTED);
        assertThat(second.liveness()).isEqualTo(Liveness.CONNECTED);
        assertThat(n1.requests())
                .filteredOn(Request.Renew.class::isInstance)
                .allMatch(renewal -> ((Request.Renew) renewal).leases().size() == 1);
    }

    @Test
    void keepingTheLeaseOfASessionDoesNotEndTheSession() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = open(n1).life();
        KeptLease kept = keep(n1, life.lease());
        serveFor(n1, 30_000);
        assertThat(life.liveness()).isEqualTo(Liveness.CONNECTED);
        assertThat(kept.liveness()).isEqualTo(Liveness.CONNECTED);
        assertThat(state.sessions).containsKey(life.id());
    }

    @Test
    void anOpeningThatIsSentAgainTooLateOpensAnotherSessionAndNeverASecondOneOfTheSameId() {
        SimulatedTransport.Opened n1 = leading();
        Waiter waiter = new Waiter();
        pipeline.sessions().current(loop.nanoTime() + 30_000_000_000L, waiter);
        loop.settle();
        apply(n1, 1);
        long first = state.sessions.keySet().iterator().next();
        n1.end(CUT);
        nobodyFor(11_000);
        state.expire(first);
        SimulatedTransport.Opened next = reconnected("n1", N1);
        serve(next);
        assertThat(waiter.life().lease()).isPositive();
        assertThat(waiter.life().id()).isNotEqualTo(first);
        assertThat(state.sessions).containsOnlyKeys(waiter.life().id());
    }

    @Test
    void aSessionThatIsOpenedAfterItsTimeRanOutIsClosedAndAnotherOneIsHandedOut() {
        SimulatedTransport.Opened n1 = leading();
        Waiter waiter = new Waiter();
        pipeline.sessions().current(loop.nanoTime() + 30_000_000_000L, waiter);
        loop.settle();
        for (int i = 0; i < 101; i++) {
            loop.advanceMillis(100);
            n1.receive(new ServerFrame.Credit(4_000));
        }
        RecordedCall write = put("a");
        loop.settle();
        serve(n1);
        assertThat(write.outcome).isInstanceOf(Outcome.Put.class);
        assertThat(waiter.life().lease()).isPositive();
        assertThat(state.sessions).containsOnlyKeys(waiter.life().id());
    }

    @Test
    void aSessionWhoseOpeningTimedOutIsClosedAtTheServer() {
        SimulatedTransport.Opened n1 = leading();
        Waiter waiter = new Waiter();
        pipeline.sessions().open(new Wish("worker", 10_000, 0), loop.nanoTime() + 300_000_000L, waiter);
        loop.settle();
        apply(n1, 1);
        assertThat(state.sessions).hasSize(1);
        loop.advanceMillis(400);
        assertThat(waiter.failure).isNotNull();
        serve(n1);
        assertThat(state.sessions).isEmpty();
    }

    @Test
    void aQuestionThatIsRefusedSettlesNothing() {
        SimulatedTransport.Opened n1 = leading();
        put("first");
        serve(n1);
        RecordedCall lost = RecordedCall.put(loop, "a", 300);
        pipeline.submit(lost);
        loop.settle();
        lose(n1);
        loop.advanceMillis(400);
        RequestId name = Objects.requireNonNull(lost.failure().request());
        RecordedCall question = RecordedCall.of(loop, new Payload.Question(name), 1_000);
        pipeline.submit(question);
        loop.settle();
        Request asked = pending(n1).get(0);
        lose(n1);
        n1.receive(new ServerFrame.Results(List.of(new Result.Answered(
                asked.id(), new Outcome.Rejection(3, Reason.TOO_MANY_REQUESTS, "too far ahead", 1_024)))));
        assertThat(question.outcome).isInstanceOf(Outcome.Rejection.class);
        put("b");
        serve(n1);
        List<Request.WriteOnce> writes = writes(n1);
        assertThat(writes.get(writes.size() - 1).floor())
                .as("it may still be asked for")
                .isEqualTo(name.sequence());
    }

    @Test
    void aQuestionTellsTheFloorThatNoWriteHasToldOf() {
        SimulatedTransport.Opened n1 = leading();
        put("first");
        put("second");
        serve(n1);
        RecordedCall lost = RecordedCall.put(loop, "a", 300);
        pipeline.submit(lost);
        loop.settle();
        lose(n1);
        loop.advanceMillis(400);
        RequestId name = Objects.requireNonNull(lost.failure().request());
        assertThat(Objects.requireNonNull(state.sessions.get(name.session())).floor)
                .isEqualTo(1);
        RecordedCall question = RecordedCall.of(loop, new Payload.Question(name), 1_000);
        pipeline.submit(question);
        serve(n1);
        assertThat(question.outcome).isEqualTo(new Outcome.Resolved(3, null));
        assertThat(Objects.requireNonNull(state.sessions.get(name.session())).floor)
                .isEqualTo(name.sequence());
    }

    @Test
    void aKeptLeaseIsOverForItsHolderWhenTheClientEnds() {
        SimulatedTransport.Opened n1 = leading();
        KeptLease kept = keep(n1, grant());
        List<Liveness> heard = new ArrayList<>();
        kept.listen(heard::add, Runnable::run);
        pipeline.endNow();
        loop.settle();
        assertThat(kept.lost()).isDone();
        assertThat(kept.liveness()).isEqualTo(Liveness.EXPIRED);
        assertThat(heard).containsExactly(Liveness.EXPIRED);
    }

    @Test
    void closingASessionAgainAfterAFailedCloseSendsItAgain() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = open(n1).life();
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        assertThat(life.closing(() -> first)).isSameAs(first);
        pipeline.sessions().close(life);
        loop.settle();
        assertThat(life.closing(() -> second)).as("under way").isSameAs(first);
        first.completeExceptionally(new IllegalStateException("cut"));
        assertThat(life.closing(() -> second)).as("failed").isSameAs(second);
        second.complete(null);
        assertThat(life.closing(CompletableFuture::new)).as("closed").isSameAs(second);
    }

    @Test
    void pain21_aLossIsToldAtTheDeadlineThoughNobodyCanSayWhy() {
        SimulatedTransport.Opened n1 = leading();
        SessionLife life = open(n1).life();
        List<SessionLife> lost = new ArrayList<>();
        pipeline.sessions().onLoss(lost::add, Runnable::run);
        n1.end(CUT);
        nobodyFor(11_000);
        assertThat(life.ended()).isNotDone();
        assertThat(lost).containsExactly(life);
        serve(reconnected("n1", N1));
        assertThat(life.ended()).isDone();
        assertThat(lost).as("once").containsExactly(life);
    }
}
