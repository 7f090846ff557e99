package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.wire.PeerReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The way to a leader that cannot be reached from here. This node is n1. */
class LeaderLogTest {
    private final FakeView view = new FakeView();
    private final List<CompletableFuture<PeerReply.Proposed>> calls = new ArrayList<>();
    private long now = 1_000;
    private final LeaderLog log = new LeaderLog(
            FakeView.SELF,
            view,
            (batch, encoded, sink) -> CompletableFuture.completedFuture(null),
            (leader, entry) -> {
                CompletableFuture<PeerReply.Proposed> call = new CompletableFuture<>();
                calls.add(call);
                return call;
            },
            () -> now,
            new ServerMetrics());

    private CompletableFuture<PeerReply.Proposed> send() {
        LogEntry entry = LogEntry.of(1, 1, 1, List.of(), now);
        log.send(entry, FakeView.leader("n2", 1), new ReplicatedLog.Sink() {
            @Override
            public void accepted() {}

            @Override
            public void refused(Failure failure) {}

            @Override
            public void gaveUp(String why) {}
        });
        return calls.get(calls.size() - 1);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            send().completeExceptionally(new IOException("no route"));
        }
    }

    @Test
    void afterSomeSendingsInVainOthersAreToldToGoElsewhere() {
        view.follow("n2", 1);
        fail(LeaderLog.MAX_FAILURES - 1);
        assertThat(log.refusal()).isNull();
        fail(1);
        Failure refusal = requireNonNull(log.refusal());
        assertThat(refusal.code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(refusal.certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(refusal.leader()).isEqualTo(FakeView.leader("n2", 1));
    }

    @Test
    void anAnswerEndsThat() {
        view.follow("n2", 1);
        fail(LeaderLog.MAX_FAILURES);
        send().complete(new PeerReply.Accepted());
        assertThat(log.refusal()).isNull();
    }

    @Test
    void afterAWhileItIsTriedAgain() {
        view.follow("n2", 1);
        fail(LeaderLog.MAX_FAILURES);
        now += LeaderLog.TRY_AGAIN_NANOS;
        assertThat(log.refusal()).isNull();
        fail(1);
        assertThat(log.refusal()).isNotNull();
    }

    @Test
    void anotherLeaderIsNotMeant() {
        view.follow("n2", 1);
        fail(LeaderLog.MAX_FAILURES);
        view.follow("n3", 2);
        assertThat(log.refusal()).isNull();
    }
}
