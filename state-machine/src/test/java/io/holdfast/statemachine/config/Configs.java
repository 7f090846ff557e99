package io.holdfast.statemachine.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import java.util.List;

/** A state, a proposer and short words for the tests of configuration. */
final class Configs {
    static final String SET = "shop";
    static final String AUTHOR = "spiffe://demo/client/ci";
    static final Stage CANARY = new Stage(List.of(new Label("canary", "")), 0, 2);

    final CoordinationState state;
    private long batches;
    private long millis = 1_000;
    private List<Topic> topics = List.of();

    Configs(CoordinationState state) {
        this.state = state;
    }

    /** Applies one command in a batch of its own, one second after the one before. */
    Outcome apply(Command command) {
        millis += 1_000;
        Applied applied = state.apply(new CommandBatch(millis, 7, ++batches, List.of(command)));
        assertThat(applied.inTurn()).isTrue();
        topics = applied.topics();
        return applied.outcomes().get(0);
    }

    /** The time of the last batch. */
    long now() {
        return millis;
    }

    /** What the last batch told observers of. */
    List<Topic> topics() {
        return topics;
    }

    void open(long... sessions) {
        for (long session : sessions) {
            assertThat(apply(new SessionCommand.Open(session, 5_000, "app", "alice", "host:1")))
                    .isInstanceOf(Outcome.SessionOpened.class);
        }
    }

    static Document text(String path, String content) {
        return new Document(path, DocumentType.TEXT, Bytes.utf8(content));
    }

    static ConfigCommand.Publish publishing(long expected, Document... documents) {
        return publishing(SET, expected, null, List.of(documents));
    }

    static ConfigCommand.Publish publishing(
            String set, long expected, @org.jspecify.annotations.Nullable Stage stage, List<Document> documents) {
        return new ConfigCommand.Publish(
                set, expected, documents, ReleaseChecksum.of(documents), Bytes.EMPTY, "a comment", 0, stage, AUTHOR);
    }

    static ConfigCommand.Publish rollback(long expected, long to, Document... documents) {
        List<Document> all = List.of(documents);
        return new ConfigCommand.Publish(
                SET, expected, all, ReleaseChecksum.of(all), Bytes.EMPTY, "back", to, null, AUTHOR);
    }

    /** Publishes one document, whatever the latest is. */
    ReleaseHeader publish(String content) {
        return published(apply(publishing(-1, text("app.txt", content))));
    }

    /** Stages one document. */
    ReleaseHeader stage(String content, Stage stage) {
        return published(apply(publishing(SET, -1, stage, List.of(text("app.txt", content)))));
    }

    static ReleaseHeader published(Outcome outcome) {
        assertThat(outcome).isInstanceOf(ConfigOutcome.Published.class);
        return ((ConfigOutcome.Published) outcome).header();
    }

    Outcome steer(long release, Steering steering, String why) {
        return apply(new ConfigCommand.Steer(SET, release, steering, why, AUTHOR));
    }

    Outcome say(long session, Verdict verdict, long release, String reason, Label... labels) {
        return apply(new ConfigCommand.Acknowledge(
                session, SET, "app-" + session, List.of(labels), verdict, release, reason));
    }

    ReleaseHeader header(long number) {
        Outcome outcome = state.query(new ConfigQuery.One(SET, number, 0));
        assertThat(outcome).isInstanceOf(ConfigOutcome.One.class);
        return ((ConfigOutcome.One) outcome).release().header();
    }

    long current() {
        return header(0).number();
    }

    /** The number of what is offered to a client; 0 for nothing. */
    long offer(long session, Label... labels) {
        Outcome outcome = state.query(new ConfigQuery.Offer(SET, session, "app-" + session, List.of(labels), 0));
        ReleaseHeader header = ((ConfigOutcome.Offered) outcome).header();
        return header == null ? 0 : header.number();
    }

    ConfigOutcome.Status status() {
        return (ConfigOutcome.Status) state.query(new ConfigQuery.Status(SET, false, 0, 0));
    }

    /** The numbers of the kept releases, the newest first. */
    List<Long> kept() {
        return ((ConfigOutcome.History) state.query(new ConfigQuery.History(SET, 0, 0)))
                .headers().stream().map(ReleaseHeader::number).toList();
    }

    static void rejected(Outcome outcome, Reason reason, long bound) {
        assertThat(outcome).isInstanceOf(Outcome.Rejection.class);
        Outcome.Rejection no = (Outcome.Rejection) outcome;
        assertThat(no.reason()).as(no.message()).isEqualTo(reason);
        assertThat(no.bound()).as(no.message()).isEqualTo(bound);
    }
}
