package io.holdfast.statemachine.config;

import static io.holdfast.statemachine.config.Configs.publishing;
import static io.holdfast.statemachine.config.Configs.rejected;
import static io.holdfast.statemachine.config.Configs.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateInvariants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What makes no sense, or is too large, is said so with its place, and changes nothing. */
@ExtendWith(StateInvariants.class)
class ConfigCheckTest {
    @Test
    void documentsThatMakeNoSenseAreToldByTheirPlace(CoordinationState state) {
        Configs configs = new Configs(state);
        configs.publish("1");
        Digest before = state.digest();
        assertThat(message(configs.apply(publishing(1))))
                .isEqualTo("the release has 0 documents, from 1 to 100 are allowed");
        assertThat(message(configs.apply(publishing(1, text("a", "1"), text("b", ""), text("a", "2")))))
                .isEqualTo("two documents have the path \"a\"");
        Document latin = new Document("b.txt", DocumentType.TEXT, Bytes.of('o', 'k', 0xe4, '!'));
        assertThat(message(configs.apply(publishing(1, text("a", "1"), latin))))
                .isEqualTo("document \"b.txt\" is not UTF-8 at byte 3");
        for (String path : List.of("", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a b", "ä", "a\0", "a\\b")) {
            assertThat(message(configs.apply(publishing(1, text("x", ""), text(path, "")))))
                    .as(path)
                    .startsWith("the path of document 2 is");
        }
        assertThat(state.configs().releaseCount()).isEqualTo(1);
        assertThat(state.digest().content())
                .as("but for the time, nothing changed")
                .isNotEqualTo(before.content());
        assertThat(state.configs().content()).isEqualTo(state.configs().recomputedContent());
        assertThat(configs.kept()).containsExactly(1L);
    }

    @Test
    void bytesOfAnyKindMayStandUnderTheirOwnType(CoordinationState state) {
        Configs configs = new Configs(state);
        Document bytes = new Document("key", DocumentType.BINARY, Bytes.of(0xff, 0, 0xc0));
        assertThat(Configs.published(configs.apply(publishing(0, bytes, text("a-b_c.1/D", "größe 鍵 🔑"))))
                        .documents())
                .isEqualTo(2);
    }

    @Test
    void aReleaseIsAsLargeAsAllowedAndNoLarger(CoordinationState state) {
        Configs configs = new Configs(state);
        Document full = text("a", "x".repeat(Limits.MAX_RELEASE_BYTES - 1));
        assertThat(Configs.published(configs.apply(publishing(0, full))).bytes())
                .isEqualTo(Limits.MAX_RELEASE_BYTES);
        Document more = text("a", "x".repeat(Limits.MAX_RELEASE_BYTES));
        rejected(configs.apply(publishing(1, more)), Reason.TOO_LARGE, Limits.MAX_RELEASE_BYTES);
        List<Document> many = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_DOCUMENTS; i++) {
            many.add(text("d" + i, ""));
        }
        rejected(configs.apply(publishing(Configs.SET, 1, null, many)), Reason.INVALID_ARGUMENT, Limits.MAX_DOCUMENTS);
        assertThat(Configs.published(configs.apply(publishing(Configs.SET, 1, null, many.subList(0, 100))))
                        .documents())
                .isEqualTo(100);
    }

    @Test
    void namesOfSetsArePathsToo(CoordinationState state) {
        Configs configs = new Configs(state);
        for (String name : List.of("", "a b", "/", "a/..", "x".repeat(257))) {
            Outcome outcome = configs.apply(publishing(name, -1, null, List.of(text("a", ""))));
            assertThat(((Outcome.Rejection) outcome).reason()).as(name).isEqualTo(Reason.INVALID_ARGUMENT);
        }
        Configs.published(configs.apply(publishing("shop/eu-1/app_2.x", -1, null, List.of(text("a", "")))));
        assertThat(state.configs().size()).isEqualTo(1);
    }

    @Test
    void stagesChecksumsAndTextsHaveTheirRanges(CoordinationState state) {
        Configs configs = new Configs(state);
        List<Document> documents = List.of(text("a", ""));
        List<Stage> stages = List.of(
                new Stage(List.of(), 101, 0),
                new Stage(List.of(), -1, 0),
                new Stage(List.of(), 1, -1),
                new Stage(List.of(new Label("b", ""), new Label("a", "")), 1, 0),
                new Stage(Collections.nCopies(33, new Label("a", "")), 1, 0));
        for (Stage stage : stages) {
            Outcome outcome = configs.apply(publishing("a", -1, stage, documents));
            assertThat(((Outcome.Rejection) outcome).reason()).as("%s", stage).isEqualTo(Reason.INVALID_ARGUMENT);
        }
        Bytes checksum = ReleaseChecksum.of(documents);
        Bytes shorter = Bytes.of(1, 2);
        for (ConfigCommand.Publish bad : List.of(
                new ConfigCommand.Publish("a", -1, documents, shorter, Bytes.EMPTY, "", 0, null, ""),
                new ConfigCommand.Publish("a", -1, documents, checksum, shorter, "", 0, null, ""),
                new ConfigCommand.Publish("a", -1, documents, checksum, Bytes.EMPTY, "ü".repeat(2_049), 0, null, ""),
                new ConfigCommand.Publish("a", -1, documents, checksum, Bytes.EMPTY, "", -1, null, ""))) {
            assertThat(((Outcome.Rejection) configs.apply(bad)).reason())
                    .as("%s", bad)
                    .isEqualTo(Reason.INVALID_ARGUMENT);
        }
        rejected(
                configs.apply(new ConfigCommand.Steer("a", 1, Steering.ABORT, "", "")), Reason.CONFIG_SET_NOT_FOUND, 0);
        rejected(configs.apply(new ConfigCommand.Retain("a", 1, "")), Reason.CONFIG_SET_NOT_FOUND, 0);
        assertThat(state.configs().size()).isZero();
    }

    @Test
    void aReleaseCheckedAgainstAnotherSchemaIsNotPublished(CoordinationState state) {
        Configs configs = new Configs(state);
        Bytes schema = Bytes.utf8("{\"type\":\"object\"}");
        Bytes checksum = ReleaseChecksum.of(schema);
        long revision = state.revision();
        Outcome attached = configs.apply(attach(schema, checksum, Bytes.EMPTY));
        assertThat(((ConfigOutcome.Configured) attached).record().schemaChecksum())
                .isEqualTo(checksum);
        assertThat(state.revision()).isEqualTo(revision + 1);
        assertThat(configs.topics()).hasSize(1);
        assertThat(state.query(new ConfigQuery.Schema(Configs.SET)))
                .isEqualTo(new ConfigOutcome.Schema(revision + 1, schema, checksum));

        rejected(configs.apply(publishing(0, text("a", "{}"))), Reason.SCHEMA_CHANGED, 0);
        assertThat(Configs.published(configs.apply(checked(checksum))).schemaChecksum())
                .isEqualTo(checksum);

        Bytes other = Bytes.utf8("{}");
        rejected(configs.apply(attach(other, ReleaseChecksum.of(other), Bytes.EMPTY)), Reason.SCHEMA_CHANGED, 0);
        configs.apply(attach(other, ReleaseChecksum.of(other), checksum));
        rejected(configs.apply(checked(checksum)), Reason.SCHEMA_CHANGED, 0);
        configs.apply(attach(Bytes.EMPTY, Bytes.EMPTY, ReleaseChecksum.of(other)));
        Configs.published(configs.apply(publishing(1, text("a", "{}"))));
        rejected(configs.apply(checked(checksum)), Reason.SCHEMA_CHANGED, 0);
    }

    @Test
    void aSchemaComesWithItsReleaseOrNotAtAll(CoordinationState state) {
        Configs configs = new Configs(state);
        Bytes schema = Bytes.utf8("{\"type\":\"object\"}");
        Bytes checksum = ReleaseChecksum.of(schema);
        configs.publish("1");
        Outcome none = state.query(new ConfigQuery.Schema(Configs.SET));

        rejected(configs.apply(attaching(7, schema, Bytes.EMPTY)), Reason.RELEASE_CONFLICT, 1);
        rejected(configs.apply(attaching(1, schema, checksum)), Reason.SCHEMA_CHANGED, 0);
        assertThat(state.query(new ConfigQuery.Schema(Configs.SET))).isEqualTo(none);
        assertThat(configs.kept()).containsExactly(1L);

        long revision = state.revision();
        assertThat(Configs.published(configs.apply(attaching(1, schema, Bytes.EMPTY))))
                .returns(2L, ReleaseHeader::number)
                .returns(checksum, ReleaseHeader::schemaChecksum);
        assertThat(state.revision()).as("one step").isEqualTo(revision + 1);
        assertThat(configs.topics()).hasSize(1);
        assertThat(state.query(new ConfigQuery.Schema(Configs.SET)))
                .isEqualTo(new ConfigOutcome.Schema(revision + 1, schema, checksum));
        rejected(configs.apply(publishing(2, text("a", "{}"))), Reason.SCHEMA_CHANGED, 0);

        configs.apply(new ConfigCommand.Retain(Configs.SET, 1, ""));
        long weight = state.configs().bytes();
        Configs.published(configs.apply(attaching(2, Bytes.EMPTY, checksum)));
        assertThat(state.configs().bytes()).isLessThan(weight);
        Configs.published(configs.apply(publishing(3, text("a", "{}"))));
        assertThat(state.configs().content()).isEqualTo(state.configs().recomputedContent());
    }

    @Test
    void aReleaseWithASchemaMakesItsSet(CoordinationState state) {
        Configs configs = new Configs(state);
        Bytes schema = Bytes.utf8("{}");
        rejected(configs.apply(attaching(0, schema, ReleaseChecksum.of(schema))), Reason.SCHEMA_CHANGED, 0);
        assertThat(state.configs().size()).isZero();
        Configs.published(configs.apply(attaching(0, schema, Bytes.EMPTY)));
        assertThat(configs.status().record().schemaChecksum()).isEqualTo(ReleaseChecksum.of(schema));
    }

    @Test
    void aSchemaThatComesWithAReleaseHasItsRanges(CoordinationState state) {
        Configs configs = new Configs(state);
        Bytes schema = Bytes.utf8("{}");
        Bytes checksum = ReleaseChecksum.of(schema);
        rejected(configs.apply(attaching(0, schema, Bytes.EMPTY, Bytes.EMPTY)), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.apply(attaching(0, Bytes.EMPTY, checksum, Bytes.EMPTY)), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.apply(attaching(0, schema, checksum, Bytes.of(1))), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.apply(attaching(0, Bytes.of(0xe4), Bytes.EMPTY)), Reason.INVALID_ARGUMENT, 0);
        Bytes large = Bytes.wrap(new byte[Limits.MAX_SCHEMA_BYTES + 1]);
        rejected(configs.apply(attaching(0, large, Bytes.EMPTY)), Reason.TOO_LARGE, Limits.MAX_SCHEMA_BYTES);
        assertThat(state.configs().size()).isZero();
    }

    @Test
    void schemasHaveTheirRanges(CoordinationState state) {
        Configs configs = new Configs(state);
        Bytes schema = Bytes.utf8("{}");
        rejected(configs.apply(attach(schema, Bytes.EMPTY, Bytes.EMPTY)), Reason.INVALID_ARGUMENT, 0);
        rejected(configs.apply(attach(schema, Bytes.of(1), Bytes.EMPTY)), Reason.INVALID_ARGUMENT, 0);
        rejected(
                configs.apply(attach(Bytes.EMPTY, ReleaseChecksum.of(schema), Bytes.EMPTY)),
                Reason.INVALID_ARGUMENT,
                0);
        rejected(configs.apply(attach(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY)), Reason.CONFIG_SET_NOT_FOUND, 0);
        Bytes latin = Bytes.of(0xe4);
        rejected(configs.apply(attach(latin, ReleaseChecksum.of(latin), Bytes.EMPTY)), Reason.INVALID_ARGUMENT, 0);
        Bytes large = Bytes.wrap(new byte[Limits.MAX_SCHEMA_BYTES + 1]);
        rejected(
                configs.apply(attach(large, ReleaseChecksum.of(large), Bytes.EMPTY)),
                Reason.TOO_LARGE,
                Limits.MAX_SCHEMA_BYTES);
        assertThat(state.configs().size()).isZero();
    }

    private static ConfigCommand attach(Bytes schema, Bytes checksum, Bytes expected) {
        return new ConfigCommand.Attach(Configs.SET, schema, checksum, expected, Configs.AUTHOR);
    }

    private static ConfigCommand attaching(long expected, Bytes schema, Bytes known) {
        return attaching(expected, schema, new SchemaChange(schema, known).checksum(), known);
    }

    private static ConfigCommand attaching(long expected, Bytes schema, Bytes checksum, Bytes known) {
        List<Document> documents = List.of(text("a", "{}"));
        return new ConfigCommand.Publish(
                Configs.SET,
                expected,
                documents,
                ReleaseChecksum.of(documents),
                checksum,
                "",
                0,
                null,
                Configs.AUTHOR,
                new SchemaChange(schema, known));
    }

    private static ConfigCommand checked(Bytes schemaChecksum) {
        List<Document> documents = List.of(text("a", "{}"));
        return new ConfigCommand.Publish(
                Configs.SET, -1, documents, ReleaseChecksum.of(documents), schemaChecksum, "", 0, null, Configs.AUTHOR);
    }

    private static String message(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Rejection.class);
        Outcome.Rejection no = (Outcome.Rejection) outcome;
        assertThat(no.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
        return no.message();
    }
}
