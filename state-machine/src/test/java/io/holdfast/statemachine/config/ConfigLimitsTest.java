package io.holdfast.statemachine.config;

import static io.holdfast.statemachine.config.Configs.publishing;
import static io.holdfast.statemachine.config.Configs.rejected;
import static io.holdfast.statemachine.config.Configs.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import io.holdfast.wire.Result;
import io.holdfast.wire.WireCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** As much configuration as allowed, and no more; whatever there is, an answer fits a frame. */
@Timeout(120)
@ExtendWith(StateInvariants.class)
class ConfigLimitsTest {
    private static final int COMMANDS_A_BATCH = 500;

    @Test
    void allConfigurationTogetherIsBoundedAndForgettingMakesRoom(CoordinationState state) {
        Configs configs = new Configs(state);
        byte[] content = new byte[Limits.MAX_RELEASE_BYTES - 1];
        List<Document> documents = List.of(new Document("a", DocumentType.BINARY, Bytes.wrap(content)));
        Bytes checksum = ReleaseChecksum.of(documents);
        ConfigCommand publish =
                new ConfigCommand.Publish(Configs.SET, -1, documents, checksum, Bytes.EMPTY, "", 0, null, "");
        Configs.published(configs.apply(publish));
        configs.apply(new ConfigCommand.Retain(Configs.SET, Limits.MAX_KEPT_RELEASES, ""));
        int most = (int) (Limits.MAX_CONFIG_BYTES / (Limits.MAX_RELEASE_BYTES + 512));
        for (int i = 1; i < most; i++) {
            Configs.published(configs.apply(publish));
        }
        assertThat(state.configs().bytes()).isEqualTo(most * (Limits.MAX_RELEASE_BYTES + 512L));
        rejected(configs.apply(publish), Reason.TOO_MUCH_CONFIG, Limits.MAX_CONFIG_BYTES);
        assertThat(state.configs().releaseCount()).isEqualTo(most);

        configs.apply(new ConfigCommand.Retain(Configs.SET, most - 1, ""));
        assertThat(Configs.published(configs.apply(publish)).number())
                .as("the oldest goes in the same step")
                .isEqualTo(most + 1);
        assertThat(state.configs().releaseCount()).isEqualTo(most);
        configs.apply(new ConfigCommand.Retain(Configs.SET, 1, ""));
        assertThat(state.configs().bytes()).isEqualTo(2 * (Limits.MAX_RELEASE_BYTES + 512L));
        byte[] schema = new byte[1_000];
        Bytes attached = Bytes.wrap(schema);
        configs.apply(new ConfigCommand.Attach(Configs.SET, attached, ReleaseChecksum.of(attached), Bytes.EMPTY, ""));
        assertThat(state.configs().bytes()).isEqualTo(2 * (Limits.MAX_RELEASE_BYTES + 512L) + 1_000);
    }

    @Test
    void thereAreAsManySetsAsAllowed(CoordinationState state) {
        Configs configs = new Configs(state);
        List<Document> documents = List.of(text("a", "1"));
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < Limits.MAX_CONFIG_SETS; i++) {
            commands.add(publishing("set/" + i, 0, null, documents));
        }
        applyAll(state, commands);
        assertThat(state.configs().size()).isEqualTo(Limits.MAX_CONFIG_SETS);
        Outcome more = configs.apply(publishing("one/more", 0, null, documents));
        rejected(more, Reason.TOO_MUCH_CONFIG, Limits.MAX_CONFIG_SETS);
        assertThat(configs.apply(publishing("set/7", 1, null, documents))).isInstanceOf(ConfigOutcome.Published.class);
        List<String> listed = new ArrayList<>();
        ConfigOutcome.Sets page = (ConfigOutcome.Sets) state.query(new ConfigQuery.Sets("set/", "", 0));
        while (true) {
            page.sets().forEach(set -> listed.add(set.set()));
            if (!page.more()) {
                break;
            }
            String last = listed.get(listed.size() - 1);
            page = (ConfigOutcome.Sets) state.query(new ConfigQuery.Sets("set/", last, 0));
        }
        assertThat(listed).hasSize(Limits.MAX_CONFIG_SETS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aSetHasAsManyClientsAsAllowedAndTheyAreListedInPages(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        List<Command> commands = new ArrayList<>();
        for (long session = 1; session <= Limits.MAX_CONFIG_CLIENTS; session++) {
            commands.add(new SessionCommand.Open(session, 5_000, "app", "alice", "host:1"));
            commands.add(follow(session, Configs.SET, List.of()));
        }
        applyAll(state, commands);
        configs.open(20_000);
        rejected(
                configs.apply(follow(20_000, Configs.SET, List.of())),
                Reason.TOO_MUCH_CONFIG,
                Limits.MAX_CONFIG_CLIENTS);
        assertThat(configs.apply(follow(5, Configs.SET, List.of()))).isInstanceOf(ConfigOutcome.Acknowledged.class);
        long after = 0;
        int listed = 0;
        boolean more = true;
        while (more) {
            ConfigOutcome.Status status =
                    (ConfigOutcome.Status) state.query(new ConfigQuery.Status(Configs.SET, false, after, 0));
            assertThat(status.record().clients()).isEqualTo(Limits.MAX_CONFIG_CLIENTS);
            listed += status.clients().size();
            after = status.clients().get(status.clients().size() - 1).session();
            more = status.more();
        }
        assertThat(listed).isEqualTo(Limits.MAX_CONFIG_CLIENTS);
    }

    @Test
    void whatAllClientsSayOfThemselvesIsBoundedAndAPageOfItFitsAFrame(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < Limits.MAX_LABELS; i++) {
            String number = String.valueOf(100 + i);
            labels.add(new Label(number + "n".repeat(509), "v".repeat(512)));
        }
        Outcome outcome = new ConfigOutcome.Acknowledged(0);
        long session = 0;
        while (outcome instanceof ConfigOutcome.Acknowledged) {
            configs.open(++session);
            outcome = configs.apply(follow(session, Configs.SET, labels));
        }
        rejected(outcome, Reason.TOO_MUCH_CONFIG, Limits.MAX_CONFIG_CLIENT_BYTES);
        long weight = 256 + "app".length() + 32L * (64 + 1_024);
        assertThat(session - 1).isEqualTo(Limits.MAX_CONFIG_CLIENT_BYTES / weight);
        fits(state.query(new ConfigQuery.Status(Configs.SET, false, 0, 0)));
        configs.apply(new SessionCommand.Close(1));
        assertThat(configs.apply(follow(session, Configs.SET, labels))).isInstanceOf(ConfigOutcome.Acknowledged.class);
    }

    @Test
    void aLongHistoryIsListedInPagesThatFitAFrame(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("0");
        configs.apply(new ConfigCommand.Retain(Configs.SET, Limits.MAX_KEPT_RELEASES, ""));
        List<Document> documents = List.of(text("a", "1"));
        ConfigCommand publish = new ConfigCommand.Publish(
                Configs.SET,
                -1,
                documents,
                ReleaseChecksum.of(documents),
                Bytes.EMPTY,
                "c".repeat(Limits.MAX_COMMENT_BYTES),
                0,
                null,
                "a".repeat(Limits.MAX_PRINCIPAL_BYTES));
        for (int i = 0; i < 999; i++) {
            configs.apply(publish);
        }
        List<Long> listed = new ArrayList<>();
        boolean more = true;
        int pages = 0;
        while (more) {
            long before = listed.isEmpty() ? 0 : listed.get(listed.size() - 1);
            ConfigOutcome.History page =
                    (ConfigOutcome.History) state.query(new ConfigQuery.History(Configs.SET, before, 0));
            fits(page);
            page.headers().stream().map(ReleaseHeader::number).forEach(listed::add);
            more = page.more();
            pages++;
        }
        assertThat(pages).isGreaterThan(1);
        assertThat(listed).hasSize(1_000).startsWith(1_000L).endsWith(1L).doesNotHaveDuplicates();
    }

    private static void fits(Outcome outcome) {
        assertThat(WireCodec.sizeBound(new Result.Answered(-1, outcome))).isLessThan(Limits.MAX_FRAME_BYTES - 16L);
    }

    private static ConfigCommand follow(long session, String set, List<Label> labels) {
        return new ConfigCommand.Acknowledge(session, set, "app", labels, Verdict.ENROLLED, 0, "");
    }

    private static void applyAll(CoordinationState state, List<Command> commands) {
        long number = state.proposers().nextOf(99);
        for (int from = 0; from < commands.size(); from += COMMANDS_A_BATCH) {
            List<Command> part = commands.subList(from, Math.min(commands.size(), from + COMMANDS_A_BATCH));
            Applied applied = state.apply(new CommandBatch(0, 99, number++, part));
            assertThat(applied.outcomes()).noneMatch(outcome -> outcome instanceof Outcome.Rejection);
        }
    }
}
