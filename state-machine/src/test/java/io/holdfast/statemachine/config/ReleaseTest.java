package io.holdfast.statemachine.config;

import static io.holdfast.statemachine.config.Configs.published;
import static io.holdfast.statemachine.config.Configs.publishing;
import static io.holdfast.statemachine.config.Configs.rejected;
import static io.holdfast.statemachine.config.Configs.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.Batches;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Releases: published whole or not at all, numbered, compared, kept, read by number and by time. */
@ExtendWith(StateInvariants.class)
class ReleaseTest {
    @Test
    void aReleaseHasAllItsDocumentsInOrderOfTheirPathsAndTakesOneRevision(CoordinationState state) {
        Configs configs = new Configs(state);
        long before = state.revision();
        Outcome outcome = configs.apply(publishing(0, text("b", "2"), text("a/x", "1")));
        ReleaseHeader header = published(outcome);
        assertThat(header.number()).isEqualTo(1);
        assertThat(header.state()).isEqualTo(ReleaseState.CURRENT);
        assertThat(header.revision()).isEqualTo(before + 1).isEqualTo(state.revision());
        assertThat(header.documents()).isEqualTo(2);
        assertThat(header.bytes()).isEqualTo(6);
        assertThat(header.author()).isEqualTo(Configs.AUTHOR);
        assertThat(header.publishedMillis()).isEqualTo(configs.now()).isEqualTo(header.currentMillis());
        assertThat(configs.topics()).containsExactly(new Topic(TopicKind.CONFIG, Configs.SET));
        ConfigOutcome.One read = (ConfigOutcome.One) state.query(new ConfigQuery.One(Configs.SET, 0, 0));
        assertThat(read.release().header()).isEqualTo(header);
        assertThat(read.release().documents()).extracting(Document::path).containsExactly("a/x", "b");
    }

    @Test
    void publishingSupersedesWhatWasCurrent(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        ReleaseHeader second = configs.publish("2");
        assertThat(second.parent()).isEqualTo(1);
        assertThat(configs.header(1).state()).isEqualTo(ReleaseState.SUPERSEDED);
        assertThat(configs.current()).isEqualTo(2);
    }

    @Test
    void aStaleEditorIsToldWhoPublishedMeanwhileAndNothingIsLost(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.apply(publishing(0, text("a", "1")));
        configs.apply(publishing(1, text("a", "2")));
        Outcome stale = configs.apply(publishing(1, text("a", "3")));
        rejected(stale, Reason.RELEASE_CONFLICT, 2);
        assertThat(((Outcome.Rejection) stale).message()).contains(Configs.AUTHOR, "a comment", "1970-01-01T00:00:03Z");
        assertThat(configs.topics()).isEmpty();
        rejected(configs.apply(publishing(0, text("a", "3"))), Reason.RELEASE_CONFLICT, 2);
        assertThat(configs.kept()).containsExactly(2L, 1L);
        assertThat(published(configs.apply(publishing(-1, text("a", "3")))).number())
                .isEqualTo(3);
    }

    @Test
    void aRollbackIsANewReleaseOfTheOldContent(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        configs.publish("2");
        ReleaseHeader back = published(configs.apply(Configs.rollback(2, 1, text("app.txt", "1"))));
        assertThat(back.number()).isEqualTo(3);
        assertThat(back.rollbackOf()).isEqualTo(1);
        assertThat(back.checksum()).isEqualTo(configs.header(1).checksum());
        rejected(configs.apply(Configs.rollback(3, 2, text("app.txt", "1"))), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.apply(Configs.rollback(3, 9, text("app.txt", "1"))), Reason.RELEASE_NOT_FOUND, 3);
    }

    @Test
    void historyOutlivesTheCompactionOfKeys(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.apply(Batches.put("k", "1"));
        configs.publish("1");
        configs.publish("2");
        configs.apply(Batches.put("k", "2"));
        assertThat(configs.apply(new Compact(state.revision()))).isInstanceOf(Outcome.Compact.class);
        assertThat(configs.header(1).number()).isEqualTo(1);
        assertThat(configs.kept()).containsExactly(2L, 1L);
    }

    @Test
    void theReleaseOfATimeIsTheOneThatWasCurrentThen(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.apply(Batches.put("k", "1"));
        long before = configs.now();
        configs.publish("1");
        long first = configs.now();
        configs.publish("2");
        assertThat(at(state, first).number()).isEqualTo(1);
        assertThat(at(state, first + 999).number()).isEqualTo(1);
        assertThat(at(state, first + 1_000).number()).isEqualTo(2);
        assertThat(at(state, Long.MAX_VALUE).number()).isEqualTo(2);
        rejected(state.query(new ConfigQuery.One(Configs.SET, 0, before)), Reason.RELEASE_FORGOTTEN, 1);
    }

    private static ReleaseHeader at(CoordinationState state, long millis) {
        return ((ConfigOutcome.One) state.query(new ConfigQuery.One(Configs.SET, 0, millis)))
                .release()
                .header();
    }

    @Test
    void theOldestAreForgottenBeyondAsManyAsAreKept(CoordinationState state) {
        Configs configs = new Configs(state);
        for (int i = 0; i < 6; i++) {
            configs.publish("" + i);
        }
        long revision = state.revision();
        Outcome outcome = configs.apply(new ConfigCommand.Retain(Configs.SET, 2, Configs.AUTHOR));
        assertThat(((ConfigOutcome.Configured) outcome).record().releases()).isEqualTo(3);
        assertThat(state.revision()).isEqualTo(revision);
        assertThat(configs.kept()).containsExactly(6L, 5L, 4L);
        configs.publish("7");
        assertThat(configs.kept()).containsExactly(7L, 6L, 5L);
        rejected(state.query(new ConfigQuery.One(Configs.SET, 1, 0)), Reason.RELEASE_FORGOTTEN, 5);
        rejected(state.query(new ConfigQuery.One(Configs.SET, 8, 0)), Reason.RELEASE_NOT_FOUND, 7);
        rejected(configs.apply(Configs.rollback(7, 1, text("app.txt", "0"))), Reason.RELEASE_FORGOTTEN, 5);
        rejected(configs.apply(new ConfigCommand.Retain(Configs.SET, 0, "")), Reason.INVALID_ARGUMENT, 1_000);
    }

    @Test
    void theCurrentAndTheStagedReleaseAreNeverForgotten(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        configs.apply(new ConfigCommand.Retain(Configs.SET, 1, Configs.AUTHOR));
        for (int i = 2; i < 8; i++) {
            configs.stage("" + i, Configs.CANARY);
            configs.steer(i, io.holdfast.model.config.Steering.ABORT, "");
        }
        configs.stage("8", Configs.CANARY);
        assertThat(configs.kept()).containsExactly(8L, 7L, 1L);
        assertThat(configs.current()).isEqualTo(1);
        assertThat(at(state, Long.MAX_VALUE).number()).isEqualTo(1);
    }

    @Test
    void whatThereIsNotIsSaidSo(CoordinationState state) {
        for (ConfigQuery query : List.of(
                new ConfigQuery.One("none", 0, 0),
                new ConfigQuery.History("none", 0, 0),
                new ConfigQuery.Status("none", false, 0, 0),
                new ConfigQuery.Schema("none"))) {
            rejected(state.query(query), Reason.CONFIG_SET_NOT_FOUND, 0);
        }
        Outcome offer = state.query(new ConfigQuery.Offer("none", 0, "x", List.of(), 0));
        assertThat(((ConfigOutcome.Offered) offer).header()).isNull();
    }
}
