package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.wire.PeerReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaderQuestionTest {
    private final FakeView view = new FakeView();
    private final List<Leader> asked = new ArrayList<>();
    private final List<CompletableFuture<PeerReply.ReadIndexed>> replies = new ArrayList<>();
    private final List<Long> indexes = new ArrayList<>();
    private final List<Failure> refusals = new ArrayList<>();
    private final LeaderQuestion question = new LeaderQuestion(
            FakeView.SELF,
            view,
            (leader, request) -> {
                assertThat(request.node()).isEqualTo(FakeView.SELF);
                asked.add(leader);
                replies.add(new CompletableFuture<>());
                return replies.get(replies.size() - 1);
            },
            new ServerMetrics());

    @Test
    void theLeadersAnswerPassesTheBarrier() {
        view.follow("n2", 1);
        begin();
        replies.get(0).complete(new PeerReply.Index(7));
        assertThat(asked).containsExactly(FakeView.leader("n2", 1));
        assertThat(indexes).containsExactly(7L);
        assertThat(refusals).isEmpty();
    }

    @Test
    void whoeverKnowsNoOtherLeaderIsRefusedWithoutAsking() {
        view.knowsNobody();
        begin();
        view.leadsItself();
        begin();
        assertThat(asked).isEmpty();
        assertThat(refusals).extracting(Failure::code).containsOnly(Failure.Code.NO_LEADER);
    }

    @Test
    void aNodeThatDoesNotLeadAnyMoreRefusesWithAHint() {
        view.follow("n2", 1);
        begin();
        replies.get(0)
                .complete(new PeerReply.NoIndex(new Failure(
                        Failure.Code.NOT_LEADER,
                        Failure.Certainty.NOT_APPLIED,
                        "node n3 leads",
                        FakeView.leader("n3", 2),
                        0)));
        Failure refusal = refusals.get(0);
        assertThat(refusal.code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(refusal.leader()).isEqualTo(FakeView.leader("n3", 2));
        assertThat(refusal.message())
                .contains("node n2, asked for a read index")
                .contains("node n3 leads");
    }

    @Test
    void aLeaderThatCannotBeReachedIsNoLeader() {
        view.follow("n2", 1);
        begin();
        replies.get(0).completeExceptionally(new IOException("connection refused"));
        assertThat(refusals.get(0).code()).isEqualTo(Failure.Code.NO_LEADER);
        assertThat(refusals.get(0).certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(refusals.get(0).retryAfterMillis()).isPositive();
        assertThat(refusals.get(0).message()).contains("n2").contains("connection refused");
    }

    @Test
    void aLeaderChangeBetweenQuestionAndAnswerAsksTheNewOne() {
        view.follow("n2", 1);
        begin();
        view.follow("n3", 2);
        replies.get(0).completeExceptionally(new IOException("connection reset"));
        assertThat(asked).containsExactly(FakeView.leader("n2", 1), FakeView.leader("n3", 2));
        replies.get(1).complete(new PeerReply.Index(9));
        assertThat(indexes).containsExactly(9L);
        assertThat(refusals).isEmpty();
    }

    private void begin() {
        question.begin(new LeadershipBarrier.Listener() {
            @Override
            public void passed(long committedIndex) {
                indexes.add(committedIndex);
            }

            @Override
            public void refused(Failure failure) {
                refusals.add(failure);
            }
        });
    }
}
