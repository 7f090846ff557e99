package io.holdfast.statemachine.config;

import static io.holdfast.statemachine.config.Configs.CANARY;
import static io.holdfast.statemachine.config.Configs.publishing;
import static io.holdfast.statemachine.config.Configs.rejected;
import static io.holdfast.statemachine.config.Configs.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Tally;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Staged releases: who is offered what, what becomes of them, and when they stop by themselves. */
@ExtendWith(StateInvariants.class)
class RolloutTest {
    private static final Label CANARY_LABEL = new Label("canary", "");
    private static final Topic CHANGED = new Topic(TopicKind.CONFIG, Configs.SET);

    @Test
    void onlyThoseConcernedAreOfferedAStagedRelease(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        ReleaseHeader staged = configs.stage("2", CANARY);
        assertThat(staged.state()).isEqualTo(ReleaseState.STAGED);
        assertThat(staged.currentMillis()).isZero();
        assertThat(configs.current()).isEqualTo(1);
        assertThat(configs.offer(5)).isEqualTo(1);
        assertThat(configs.offer(5, CANARY_LABEL)).isEqualTo(2);
        assertThat(configs.offer(5, new Label("canary", "no"))).isEqualTo(1);
    }

    @Test
    void aFirstReleaseMayBeStagedAndOthersHaveNoneYet(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.stage("1", CANARY);
        assertThat(configs.offer(5)).isZero();
        assertThat(configs.offer(5, CANARY_LABEL)).isEqualTo(1);
        rejected(state.query(new ConfigQuery.One(Configs.SET, 0, 0)), Reason.RELEASE_NOT_FOUND, 1);
        configs.steer(1, Steering.ABORT, "");
        assertThat(configs.offer(5, CANARY_LABEL)).isZero();
    }

    @Test
    void whatAClientHasIsNotGivenAgain(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        ConfigOutcome.Offered same =
                (ConfigOutcome.Offered) state.query(new ConfigQuery.Offer(Configs.SET, 0, "a", List.of(), 1));
        assertThat(same.same()).isTrue();
        assertThat(same.documents()).isEmpty();
        configs.publish("2");
        ConfigOutcome.Offered other =
                (ConfigOutcome.Offered) state.query(new ConfigQuery.Offer(Configs.SET, 0, "a", List.of(), 1));
        assertThat(other.same()).isFalse();
        assertThat(other.documents()).hasSize(1);
    }

    @Test
    void aPromotedReleaseIsCurrentForAll(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        configs.stage("2", CANARY);
        long revision = state.revision();
        Outcome outcome = configs.steer(2, Steering.PROMOTE, "");
        assertThat(((ConfigOutcome.Steered) outcome).record().rollout()).isNull();
        assertThat(state.revision()).isEqualTo(revision + 1);
        assertThat(configs.topics()).containsExactly(CHANGED);
        assertThat(configs.offer(5)).isEqualTo(2);
        assertThat(configs.header(2).state()).isEqualTo(ReleaseState.CURRENT);
        assertThat(configs.header(2).currentMillis()).isEqualTo(configs.now());
        assertThat(configs.header(1).state()).isEqualTo(ReleaseState.SUPERSEDED);
        rejected(configs.steer(2, Steering.PROMOTE, ""), Reason.NO_ROLLOUT, 0);
    }

    @Test
    void anAbortedReleaseSendsItsClientsBack(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        configs.stage("2", CANARY);
        configs.steer(2, Steering.ABORT, "wrong");
        assertThat(configs.offer(5, CANARY_LABEL)).isEqualTo(1);
        assertThat(configs.header(2).state()).isEqualTo(ReleaseState.ABORTED);
        assertThat(configs.publish("3").number()).isEqualTo(3);
    }

    @Test
    void nothingIsPublishedWhileARolloutIsUnderWay(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        configs.stage("2", CANARY);
        rejected(configs.apply(publishing(-1, text("app.txt", "3"))), Reason.ROLLOUT_UNDER_WAY, 2);
        rejected(configs.steer(1, Steering.PROMOTE, ""), Reason.NO_ROLLOUT, 2);
        configs.steer(2, Steering.PAUSE, "");
        rejected(configs.apply(publishing(-1, text("app.txt", "3"))), Reason.ROLLOUT_UNDER_WAY, 2);
    }

    @Test
    void aPausedRolloutIsKeptByThoseThatHaveItAndGivenToNoOther(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6);
        configs.publish("1");
        configs.stage("2", CANARY);
        configs.say(5, Verdict.APPLIED, 2, "", CANARY_LABEL);
        configs.steer(2, Steering.PAUSE, "looks odd");
        Rollout paused = Objects.requireNonNull(configs.status().record().rollout());
        assertThat(paused.state()).isEqualTo(RolloutState.PAUSED);
        assertThat(paused.why()).isEqualTo(Configs.AUTHOR + ": looks odd");
        assertThat(paused.sinceMillis()).isEqualTo(configs.now());
        assertThat(configs.offer(5, CANARY_LABEL)).isEqualTo(2);
        assertThat(configs.offer(6, CANARY_LABEL)).isEqualTo(1);
        configs.steer(2, Steering.RESUME, "");
        assertThat(configs.offer(6, CANARY_LABEL)).isEqualTo(2);
    }

    @Test
    void enoughRejectionsHaltARolloutByThemselves(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6, 7);
        configs.publish("1");
        configs.stage("2", CANARY);
        configs.say(5, Verdict.REJECTED, 2, "pool is 0", CANARY_LABEL);
        configs.say(5, Verdict.REJECTED, 2, "pool is still 0", CANARY_LABEL);
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.RUNNING);
        assertThat(configs.topics()).as("one client counts once").isEmpty();
        long revision = state.revision();
        configs.say(6, Verdict.REJECTED, 2, "no host", CANARY_LABEL);
        Rollout halted = Objects.requireNonNull(configs.status().record().rollout());
        assertThat(halted.state()).isEqualTo(RolloutState.HALTED);
        assertThat(halted.why()).isEqualTo("2 rejected it, the last one app-6: no host");
        assertThat(configs.topics()).containsExactly(CHANGED);
        assertThat(state.revision()).as("an acknowledgement takes no revision").isEqualTo(revision);
        assertThat(configs.offer(7, CANARY_LABEL)).isEqualTo(1);

        configs.steer(2, Steering.RESUME, "");
        assertThat(configs.offer(7, CANARY_LABEL)).as("resumed on purpose").isEqualTo(2);
        configs.say(5, Verdict.REJECTED, 2, "pool is still 0", CANARY_LABEL);
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.RUNNING);
        configs.say(7, Verdict.REJECTED, 2, "", CANARY_LABEL);
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.HALTED);
    }

    @Test
    void aRejectionTakenBackOrOfASessionThatEndedCountsNoMore(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6, 7);
        configs.publish("1");
        configs.stage("2", CANARY);
        configs.say(5, Verdict.REJECTED, 2, "", CANARY_LABEL);
        configs.say(5, Verdict.APPLIED, 2, "", CANARY_LABEL);
        configs.say(6, Verdict.REJECTED, 2, "", CANARY_LABEL);
        configs.apply(new io.holdfast.model.command.SessionCommand.Close(6));
        configs.say(7, Verdict.REJECTED, 2, "", CANARY_LABEL);
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.RUNNING);
        configs.say(5, Verdict.REJECTED, 2, "", CANARY_LABEL);
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.HALTED);
    }

    @Test
    void aRejectionOfAnotherReleaseHaltsNothing(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6);
        configs.publish("1");
        configs.say(5, Verdict.REJECTED, 1, "");
        configs.stage("2", new Stage(List.of(), 100, 1));
        configs.say(6, Verdict.REJECTED, 1, "");
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.RUNNING);
        configs.say(5, Verdict.REJECTED, 2, "");
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.HALTED);
    }

    @Test
    void anotherStageConcernsOthersAndAPauseStays(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5);
        configs.publish("1");
        configs.stage("2", new Stage(List.of(), 0, 0));
        assertThat(configs.offer(5)).isEqualTo(1);
        Stage all = new Stage(List.of(), 100, 1);
        Outcome outcome = configs.apply(new ConfigCommand.Restage(Configs.SET, 2, all, Configs.AUTHOR));
        assertThat(Objects.requireNonNull(
                                ((ConfigOutcome.Steered) outcome).record().rollout())
                        .stage())
                .isEqualTo(all);
        assertThat(configs.topics()).containsExactly(CHANGED);
        assertThat(configs.offer(5)).isEqualTo(2);
        configs.steer(2, Steering.PAUSE, "");
        configs.apply(new ConfigCommand.Restage(Configs.SET, 2, CANARY, Configs.AUTHOR));
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.PAUSED);
        rejected(configs.apply(new ConfigCommand.Restage(Configs.SET, 1, all, "")), Reason.NO_ROLLOUT, 2);
    }

    @Test
    void aStageThatAllowsFewerRejectionsThanThereAreHaltsAtOnce(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5);
        configs.publish("1");
        configs.stage("2", new Stage(List.of(), 100, 0));
        configs.say(5, Verdict.REJECTED, 2, "");
        configs.apply(new ConfigCommand.Restage(Configs.SET, 2, new Stage(List.of(), 100, 1), Configs.AUTHOR));
        assertThat(configs.status().record().rollout())
                .extracting(Rollout::state)
                .isEqualTo(RolloutState.HALTED);
    }

    @Test
    void theStatusTellsHowManyRunOnWhatAndWhoRejected(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6, 7, 8);
        configs.publish("1");
        configs.stage("2", CANARY);
        configs.say(5, Verdict.APPLIED, 1, "");
        configs.say(6, Verdict.APPLIED, 2, "", CANARY_LABEL);
        configs.say(7, Verdict.APPLIED, 1, "", CANARY_LABEL);
        configs.say(7, Verdict.REJECTED, 2, "no", CANARY_LABEL);
        configs.say(8, Verdict.ENROLLED, 0, "");
        ConfigOutcome.Status status = configs.status();
        assertThat(status.concerned()).isEqualTo(2);
        assertThat(status.tallies()).containsExactly(new Tally(2, 1, 1), new Tally(1, 2, 0), new Tally(0, 1, 0));
        assertThat(status.clients()).hasSize(4);
        ConfigOutcome.Status rejecting =
                (ConfigOutcome.Status) state.query(new ConfigQuery.Status(Configs.SET, true, 0, 0));
        assertThat(rejecting.clients()).singleElement().satisfies(client -> {
            assertThat(client.session()).isEqualTo(7);
            assertThat(client.applied()).isEqualTo(1);
            assertThat(client.reason()).isEqualTo("no");
        });
        ConfigOutcome.Status page =
                (ConfigOutcome.Status) state.query(new ConfigQuery.Status(Configs.SET, false, 5, 2));
        assertThat(page.clients()).extracting(client -> client.session()).containsExactly(6L, 7L);
        assertThat(page.more()).isTrue();
        assertThat(page.tallies()).as("of all clients, whatever the page").isEqualTo(status.tallies());
    }
}
