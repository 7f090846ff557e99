package io.holdfast.statemachine.config;

import static io.holdfast.statemachine.config.Configs.publishing;
import static io.holdfast.statemachine.config.Configs.rejected;
import static io.holdfast.statemachine.config.Configs.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Verdict;
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

/** Clients that follow sets: what is noted of them, and that nothing of them outlives their session. */
@ExtendWith(StateInvariants.class)
class FollowerTest {
    @Test
    void whatAClientSaidLastIsWhatIsNotedOfIt(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5);
        configs.publish("1");
        configs.publish("2");
        configs.say(5, Verdict.ENROLLED, 0, "");
        assertThat(client(configs)).isEqualTo(record(configs, 0, 0, ""));
        configs.say(5, Verdict.APPLIED, 1, "");
        assertThat(client(configs)).isEqualTo(record(configs, 1, 0, ""));
        configs.say(5, Verdict.REJECTED, 2, "no");
        assertThat(client(configs)).isEqualTo(record(configs, 1, 2, "no"));
        configs.say(5, Verdict.ENROLLED, 0, "");
        assertThat(client(configs)).as("enrolled anew").isEqualTo(record(configs, 1, 2, "no"));
        configs.say(5, Verdict.APPLIED, 2, "");
        assertThat(client(configs)).isEqualTo(record(configs, 2, 0, ""));
        assertThat(state.configs().clientCount()).isEqualTo(1);
        assertThat(configs.topics()).as("observers of the set need not know").isEmpty();
    }

    private static ConfigClientRecord client(Configs configs) {
        return configs.status().clients().get(0);
    }

    private static ConfigClientRecord record(Configs configs, long applied, long rejected, String reason) {
        return new ConfigClientRecord(5, "app-5", List.of(), applied, rejected, reason, configs.now());
    }

    @Test
    void theEndOfASessionTakesItsClientsWithIt(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6, 7, 8);
        configs.publish("1");
        configs.apply(publishing("other", -1, null, List.of(text("a", "1"))));
        for (long session = 5; session <= 8; session++) {
            configs.say(session, Verdict.APPLIED, 1, "");
            configs.apply(new ConfigCommand.Acknowledge(session, "other", "x", List.of(), Verdict.ENROLLED, 0, ""));
            configs.apply(new ConfigCommand.Acknowledge(session, "unmade", "x", List.of(), Verdict.ENROLLED, 0, ""));
        }
        assertThat(state.configs().clientCount()).isEqualTo(12);
        configs.apply(new SessionCommand.Close(5));
        configs.apply(new SessionCommand.Kill(6, "root", "stuck"));
        long lease = Objects.requireNonNull(state.sessions().get(7)).lease();
        long epoch = Objects.requireNonNull(state.leases().get(lease)).epoch();
        configs.apply(new LeaseCommand.Expire(lease, epoch, 0));
        assertThat(state.configs().clientCount()).isEqualTo(3);
        assertThat(configs.status().clients())
                .extracting(ConfigClientRecord::session)
                .containsExactly(8L);
        configs.apply(new SessionCommand.Close(8));
        assertThat(state.configs().clientCount()).isZero();
        assertThat(configs.status().record().clients()).isZero();
    }

    @Test
    void aClientLeavesAndLeavingTwiceIsNoFault(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5);
        configs.publish("1");
        configs.say(5, Verdict.APPLIED, 1, "");
        for (int i = 0; i < 2; i++) {
            assertThat(configs.apply(new ConfigCommand.Leave(5, Configs.SET)))
                    .isInstanceOf(ConfigOutcome.Acknowledged.class);
            assertThat(configs.status().clients()).isEmpty();
        }
    }

    @Test
    void aSetMayBeFollowedBeforeItIsThere(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6);
        configs.say(5, Verdict.ENROLLED, 0, "");
        configs.say(6, Verdict.ENROLLED, 0, "");
        assertThat(state.configs().size()).isZero();
        rejected(state.query(new ConfigQuery.Status(Configs.SET, false, 0, 0)), Reason.CONFIG_SET_NOT_FOUND, 0);
        assertThat(((ConfigOutcome.Sets) state.query(new ConfigQuery.Sets("", "", 0))).sets())
                .isEmpty();
        assertThat(configs.offer(5)).isZero();
        rejected(configs.say(5, Verdict.APPLIED, 1, ""), Reason.CONFIG_SET_NOT_FOUND, 0);
        configs.apply(new ConfigCommand.Leave(6, Configs.SET));
        configs.publish("1");
        assertThat(configs.status().clients())
                .extracting(ConfigClientRecord::session)
                .containsExactly(5L);
    }

    @Test
    void acknowledgementsThatMakeNoSenseChangeNothing(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5);
        configs.publish("1");
        rejected(configs.say(5, Verdict.APPLIED, 2, ""), Reason.RELEASE_NOT_FOUND, 1);
        rejected(configs.say(5, Verdict.APPLIED, 0, ""), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.say(5, Verdict.APPLIED, -1, ""), Reason.RELEASE_NOT_FOUND, 1);
        rejected(configs.say(5, Verdict.ENROLLED, 1, ""), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.say(5, Verdict.APPLIED, 1, "a reason"), Reason.INVALID_ARGUMENT, 0);
        Label a = new Label("a", "");
        Label b = new Label("b", "");
        rejected(configs.say(5, Verdict.APPLIED, 1, "", b, a), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.say(5, Verdict.APPLIED, 1, "", a, a), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.say(5, Verdict.APPLIED, 1, "", new Label("", "x")), Reason.INVALID_ARGUMENT, 0);
        rejected(
                configs.apply(new ConfigCommand.Acknowledge(5, Configs.SET, "", List.of(), Verdict.ENROLLED, 0, "")),
                Reason.INVALID_ARGUMENT,
                0);
        Outcome unknown = configs.say(77, Verdict.APPLIED, 1, "");
        assertThat(((Outcome.Rejection) unknown).reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
        assertThat(state.configs().clientCount()).isZero();
    }

    @Test
    void aRequestSpeaksForItsOwnSessionOnly(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5, 6);
        configs.publish("1");
        ConfigCommand of6 = new ConfigCommand.Acknowledge(6, Configs.SET, "x", List.of(), Verdict.APPLIED, 1, "");
        rejected(configs.apply(new SessionCommand.Once(5, 1, 1, of6)), Reason.INVALID_ARGUMENT, 0);
        rejected(
                configs.apply(new SessionCommand.Once(5, 2, 1, new ConfigCommand.Leave(6, Configs.SET))),
                Reason.INVALID_ARGUMENT,
                0);
        assertThat(configs.apply(new SessionCommand.Once(6, 1, 1, of6))).isInstanceOf(ConfigOutcome.Acknowledged.class);
    }

    @Test
    void aReleasePublishedTwiceByOneRequestIsOneRelease(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.open(5);
        SessionCommand.Once once = new SessionCommand.Once(5, 1, 1, publishing(0, text("a", "1")));
        Outcome first = configs.apply(once);
        assertThat(configs.apply(once)).isEqualTo(first);
        assertThat(configs.kept()).containsExactly(1L);
        ConfigCommand.Publish wordy = new ConfigCommand.Publish(
                Configs.SET,
                1,
                List.of(text("a", "2")),
                io.holdfast.model.config.ReleaseChecksum.of(List.of(text("a", "2"))),
                io.holdfast.model.Bytes.EMPTY,
                "c".repeat(4_096),
                0,
                null,
                "a".repeat(2_048));
        SessionCommand.Once large = new SessionCommand.Once(5, 2, 1, wordy);
        assertThat(Configs.published(configs.apply(large)).comment()).hasSize(4_096);
        assertThat(Configs.published(configs.apply(large)))
                .as("the number is kept, the words are not")
                .satisfies(header -> assertThat(header.number()).isEqualTo(2))
                .satisfies(header -> assertThat(header.comment()).isEmpty());
        assertThat(configs.kept()).containsExactly(2L, 1L);
    }
}
