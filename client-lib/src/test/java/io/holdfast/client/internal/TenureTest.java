package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.Hold;
import io.holdfast.client.internal.lock.LeaderAnswer;
import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.Bytes;
import io.holdfast.model.Leader;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a leader does with its leadership, and what its handle says meanwhile: pains 11 and 12 of the field. */
class TenureTest extends ElectionCluster {
    private final List<Loss> losses = new ArrayList<>();

    /** What came of a wish. */
    private static final class Wish implements LeaderAnswer {
        private final List<String> answers = new ArrayList<>();

        @Override
        public void done() {
            answers.add("done");
        }

        @Override
        public void refused(Outcome.Rejection why) {
            answers.add("refused " + why.reason());
        }

        @Override
        public void lost(@Nullable Loss how) {
            answers.add("lost " + (how == null ? "" : how.end()));
        }

        @Override
        public void failed(CallFailure why) {
            answers.add("failed " + why.kind());
        }
    }

    private Hold leads(SimulatedTransport.Opened stream) {
        Asked asked = acquire("e", candidate("me"), LockRequest.FOREVER);
        work(stream);
        Hold hold = asked.hold();
        hold.onLost(losses::add, Runnable::run);
        return hold;
    }

    private Wish handOn(Hold hold, String successor) {
        Wish wish = new Wish();
        hold.handOn(successor, wish);
        loop.settle();
        return wish;
    }

    private Wish publish(Hold hold, String value) {
        Wish wish = new Wish();
        hold.publish(Bytes.utf8(value), wish);
        loop.settle();
        return wish;
    }

    private List<String> published() {
        return state.locks.elections.all.stream()
                .filter(change -> change.step() == ElectionStep.PUBLISHED)
                .map(ElectionChange::value)
                .map(value -> new String(value.toArray(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void valuesArePublishedInTheOrderGivenAcrossALostStream() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            wishes.add(publish(hold, "v" + i));
        }
        apply(n1, pending(n1).size());
        n1.end(CUT);
        work(reconnected("n1", new Leader("n1", "n1:7400", 6)));
        assertThat(published()).containsExactly("v0", "v1", "v2", "v3", "v4");
        assertThat(wishes).allSatisfy(wish -> assertThat(wish.answers).containsExactly("done"));
    }

    @Test
    void whoeverLeadsNoMorePublishesNothing() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        Wish early = publish(hold, "v");
        Wish next = publish(hold, "w");
        state.locks.end("e", LockEnd.REVOKED, "by ops");
        state.locks.pushes.clear();
        work(n1);
        assertThat(early.answers).containsExactly("lost REVOKED");
        assertThat(next.answers).containsExactly("lost REVOKED");
        assertThat(losses).containsExactly(new Loss(LockEnd.REVOKED, "by ops"));
        assertThat(publish(hold, "x").answers).containsExactly("lost REVOKED");
        assertThat(published()).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void pain11_fromTheMomentItResignsForSomebodyItIsNotCertainToLead() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        stand("e", 1, "a");
        stand("e", 2, "b");
        Wish wish = new Wish();
        hold.handOn("b", wish);
        assertThat(hold.remainingNanos()).as("before anything is sent").isZero();
        loop.settle();
        apply(n1, pending(n1).size());
        assertThat(hold.remainingNanos()).as("b leads, the answer is lost").isZero();
        assertThat(wish.answers).isEmpty();
        n1.end(CUT);
        work(reconnected("n1", new Leader("n1", "n1:7400", 6)));
        assertThat(wish.answers).containsExactly("done");
        assertThat(hold.released()).isTrue();
        assertThat(losses).isEmpty();
        assertThat(locks.open()).isZero();
        assertThat(state.locks.holders("e").get(0).claim.label()).isEqualTo("b");
    }

    @Test
    void whoeverResignsForACandidateThatIsNotThereLeadsOn() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        stand("e", 1, "a");
        Wish wish = handOn(hold, "nobody");
        assertThat(hold.released()).isTrue();
        assertThat(handOn(hold, "a").answers).containsExactly("lost ");
        work(n1);
        assertThat(wish.answers).containsExactly("refused NO_SUCH_CANDIDATE");
        assertThat(hold.released()).isFalse();
        assertThat(hold.remainingNanos()).isPositive();
        state.locks.end("e", LockEnd.REVOKED, "by ops");
        work(n1);
        assertThat(losses).as("it hears as before").hasSize(1);
    }

    @Test
    void whoeverResignsWithoutAnAnswerLeadsNoMoreAndLeavesNothingBehind() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        Wish wish = handOn(hold, "nobody");
        lose(n1);
        n1.end(CUT);
        loop.advanceMillis(5_100);
        assertThat(wish.answers).containsExactly("failed UNAVAILABLE");
        assertThat(hold.released()).isTrue();
        workFor(reconnected("n1", new Leader("n1", "n1:7400", 6)), 1_000);
        assertThat(state.locks.holders("e")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void whoeverClosesWhileItResignsLeadsNoMoreWhateverTheAnswer() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        Wish wish = handOn(hold, "nobody");
        hold.release();
        work(n1);
        assertThat(wish.answers).containsExactly("refused NO_SUCH_CANDIDATE");
        assertThat(hold.remainingNanos()).isZero();
        assertThat(state.locks.holders("e")).isEmpty();
        assertThat(locks.open()).isZero();
    }

    @Test
    void aSessionThatEndsWhileItResignsIsALossAndIsHeard() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        n1.end(CUT);
        loop.advanceMillis(8_000);
        Wish wish = handOn(hold, "nobody");
        assertThat(losses).isEmpty();
        loop.advanceMillis(2_000);
        assertThat(losses).hasSize(1);
        assertThat(hold.loss()).isEqualTo(losses.get(0));
        loop.advanceMillis(4_000);
        assertThat(wish.answers).hasSize(1).doesNotContain("done");
        assertThat(losses).hasSize(1);
    }

    @Test
    void whoeverIsLostHandsNothingOn() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        state.locks.end("e", LockEnd.REVOKED, "by ops");
        work(n1);
        assertThat(handOn(hold, "a").answers).containsExactly("lost REVOKED");
        assertThat(commands(n1))
                .noneMatch(command -> command instanceof LockCommand.Release release
                        && !release.successor().isEmpty());
    }

    @Test
    void moreValuesThanMayWaitAreRefused() {
        SimulatedTransport.Opened n1 = leading();
        Hold hold = leads(n1);
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i < 1_026; i++) {
            wishes.add(publish(hold, "v" + i));
        }
        assertThat(wishes.get(1_024).answers).isEmpty();
        assertThat(wishes.get(1_025).answers).containsExactly("failed OVERLOADED");
        work(n1);
        assertThat(published()).hasSize(1_025);
    }
}
