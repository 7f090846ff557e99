package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Tally;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.SnapshotRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples of everything about configuration, for {@link GoldenSamples} and {@link SnapshotSamples}. */
final class ConfigSamples {
    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final long SINCE = 1_795_000_000_000L;
    private static final String SET = "shop/eu";
    private static final String BY = "spiffe://demo/client/ci";
    private static final Bytes CHECKSUM = checksum(1);
    private static final Bytes SCHEMA_CHECKSUM = checksum(2);
    private static final List<Label> LABELS = List.of(new Label("canary", ""), new Label("region", "größe"));
    private static final Stage STAGE = new Stage(LABELS, 25, 3);
    private static final Rollout ROLLOUT = new Rollout(12, STAGE, RolloutState.HALTED, SINCE, "3 rejected it");
    private static final List<Document> DOCUMENTS = List.of(
            new Document("app.yaml", DocumentType.YAML, Bytes.utf8("pool: 8\n")),
            new Document("flags/a.json", DocumentType.JSON, Bytes.utf8("{}")),
            new Document("key", DocumentType.BINARY, Bytes.of(0, 0x7f, 0x80, 0xff)));
    private static final ReleaseHeader HEADER = new ReleaseHeader(
            SET,
            12,
            11,
            9,
            ReleaseState.SUPERSEDED,
            70_000,
            SINCE,
            SINCE + 1,
            BY,
            "größer",
            CHECKSUM,
            SCHEMA_CHECKSUM,
            3,
            37);
    private static final ConfigSetRecord RECORD =
            new ConfigSetRecord(SET, 12, 11, ROLLOUT, 5, 4_096, 100, SCHEMA_CHECKSUM, 40);
    private static final ConfigClientRecord CLIENT =
            new ConfigClientRecord(SESSION, "app-7", LABELS, 11, 12, "pool is 0", SINCE);

    private ConfigSamples() {}

    static Map<String, Command> commands() {
        ConfigCommand rejected =
                new ConfigCommand.Acknowledge(SESSION, SET, "app-7", LABELS, Verdict.REJECTED, 12, "pool is 0");
        return new TreeMap<>(Map.of(
                "config-publish",
                new ConfigCommand.Publish(SET, 11, DOCUMENTS, CHECKSUM, SCHEMA_CHECKSUM, "größer", 9, STAGE, BY),
                "config-publish-plain",
                new ConfigCommand.Publish("a", -1, List.of(DOCUMENTS.get(0)), CHECKSUM, Bytes.EMPTY, "", 0, null, ""),
                "config-steer",
                new ConfigCommand.Steer(SET, 12, Steering.PAUSE, "too many errors", BY),
                "config-restage",
                new ConfigCommand.Restage(SET, 12, STAGE, BY),
                "config-attach",
                new ConfigCommand.Attach(SET, Bytes.utf8("{\"type\":\"object\"}"), SCHEMA_CHECKSUM, CHECKSUM, BY),
                "config-retain",
                new ConfigCommand.Retain(SET, 100, BY),
                "config-acknowledge",
                rejected,
                "config-leave",
                new ConfigCommand.Leave(SESSION, SET),
                "config-once",
                new SessionCommand.Once(SESSION, 300, 290, rejected)));
    }

    /** Commands that came later: entries of the log, which are golden too, do not have them. */
    static Map<String, Command> laterCommands() {
        SchemaChange change = new SchemaChange(Bytes.utf8("{\"type\":\"object\"}"), CHECKSUM);
        SchemaChange detaching = new SchemaChange(Bytes.EMPTY, Bytes.EMPTY);
        return new TreeMap<>(Map.of(
                "config-publish-schema",
                new ConfigCommand.Publish(SET, 11, DOCUMENTS, CHECKSUM, SCHEMA_CHECKSUM, "", 0, null, BY, change),
                "config-publish-detach",
                new ConfigCommand.Publish(SET, 11, DOCUMENTS, CHECKSUM, Bytes.EMPTY, "", 0, null, BY, detaching)));
    }

    static Map<String, Query> queries() {
        return new TreeMap<>(Map.of(
                "config-sets", new ConfigQuery.Sets("shop", SET, 100),
                "config-release", new ConfigQuery.One(SET, 12, 0),
                "config-release-at", new ConfigQuery.One(SET, 0, SINCE),
                "config-history", new ConfigQuery.History(SET, 12, 100),
                "config-offer", new ConfigQuery.Offer(SET, SESSION, "app-7", LABELS, 11),
                "config-status", new ConfigQuery.Status(SET, true, SESSION, 100),
                "config-schema", new ConfigQuery.Schema(SET)));
    }

    static List<Result> results() {
        List<Outcome> outcomes = List.of(
                new ConfigOutcome.Published(1, HEADER),
                new ConfigOutcome.Steered(2, RECORD),
                new ConfigOutcome.Configured(3, new ConfigSetRecord("a", 1, 1, null, 1, 8, 1, Bytes.EMPTY, 0)),
                new ConfigOutcome.Acknowledged(4),
                new ConfigOutcome.Sets(5, List.of(RECORD, RECORD), true),
                new ConfigOutcome.One(6, new Release(HEADER, DOCUMENTS)),
                new ConfigOutcome.History(7, List.of(HEADER, HEADER), true),
                new ConfigOutcome.Offered(8, HEADER, false, DOCUMENTS),
                new ConfigOutcome.Offered(9, HEADER, true, List.of()),
                new ConfigOutcome.Offered(10, null, false, List.of()),
                new ConfigOutcome.Status(
                        11,
                        RECORD,
                        10,
                        List.of(new Tally(12, 37, 2), new Tally(0, 1, 0)),
                        List.of(CLIENT, CLIENT),
                        true),
                new ConfigOutcome.Schema(12, Bytes.utf8("{}"), SCHEMA_CHECKSUM),
                new Outcome.Rejection(13, Reason.RELEASE_CONFLICT, "release 12 is the latest", 12));
        List<Result> results = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            results.add(new Result.Answered(results.size() + 1, outcome));
        }
        return results;
    }

    static List<SnapshotRow> rows() {
        return List.of(
                new ConfigRow.Set(SET, 12, 11, ROLLOUT, 100, Bytes.utf8("{}"), SCHEMA_CHECKSUM),
                new ConfigRow.Release(new Release(HEADER, DOCUMENTS)),
                new ConfigRow.Client(CLIENT));
    }

    private static Bytes checksum(int seed) {
        byte[] array = new byte[DocumentCodec.MAX_CHECKSUM_BYTES];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) (seed + i);
        }
        return Bytes.wrap(array);
    }
}
