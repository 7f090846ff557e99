package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
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
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.SnapshotRow;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random values of everything about configuration; they make sense to no state. */
final class RandomConfigs {
    private final RandomModel model;
    private final Random random;

    RandomConfigs(RandomModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    /** Any command; each may stand in a request with a name. */
    Command command() {
        return switch (random.nextInt(7)) {
            case 0 ->
                new ConfigCommand.Steer(
                        model.text(), model.number(), model.pick(Steering.values()), model.text(), model.text());
            case 1 -> new ConfigCommand.Restage(model.text(), model.number(), stage(), model.text());
            case 2 -> new ConfigCommand.Attach(model.text(), model.bytes(), checksum(), checksum(), model.text());
            case 3 -> new ConfigCommand.Retain(model.text(), model.int32(), model.text());
            case 4 ->
                new ConfigCommand.Acknowledge(
                        model.number(),
                        model.text(),
                        model.text(),
                        labels(),
                        model.pick(Verdict.values()),
                        model.number(),
                        model.text());
            case 5 -> new ConfigCommand.Leave(model.number(), model.text());
            default ->
                new ConfigCommand.Publish(
                        model.text(),
                        model.number(),
                        documents(),
                        checksum(),
                        checksum(),
                        model.text(),
                        model.number(),
                        random.nextBoolean() ? stage() : null,
                        model.text(),
                        random.nextBoolean() ? new SchemaChange(model.bytes(), checksum()) : null);
        };
    }

    Query query() {
        return switch (random.nextInt(6)) {
            case 0 -> new ConfigQuery.Sets(model.text(), model.text(), model.int32());
            case 1 -> new ConfigQuery.One(model.text(), model.number(), model.number());
            case 2 -> new ConfigQuery.History(model.text(), model.number(), model.int32());
            case 3 -> new ConfigQuery.Offer(model.text(), model.number(), model.text(), labels(), model.number());
            case 4 -> new ConfigQuery.Status(model.text(), random.nextBoolean(), model.number(), model.int32());
            default -> new ConfigQuery.Schema(model.text());
        };
    }

    Outcome outcome() {
        return switch (random.nextInt(10)) {
            case 0 -> new ConfigOutcome.Published(model.number(), header());
            case 1 -> new ConfigOutcome.Steered(model.number(), set());
            case 2 -> new ConfigOutcome.Configured(model.number(), set());
            case 3 -> new ConfigOutcome.Acknowledged(model.number());
            case 4 -> new ConfigOutcome.Sets(model.number(), model.list(3, this::set), random.nextBoolean());
            case 5 -> new ConfigOutcome.One(model.number(), release());
            case 6 -> new ConfigOutcome.History(model.number(), model.list(3, this::header), random.nextBoolean());
            case 7 ->
                new ConfigOutcome.Offered(
                        model.number(), random.nextBoolean() ? header() : null, random.nextBoolean(), documents());
            case 8 ->
                new ConfigOutcome.Status(
                        model.number(),
                        set(),
                        model.int32(),
                        model.list(3, () -> new Tally(model.number(), model.int32(), model.int32())),
                        model.list(3, this::client),
                        random.nextBoolean());
            default -> new ConfigOutcome.Schema(model.number(), model.bytes(), checksum());
        };
    }

    SnapshotRow row() {
        return switch (random.nextInt(3)) {
            case 0 ->
                new ConfigRow.Set(
                        model.text(),
                        model.number(),
                        model.number(),
                        rollout(),
                        model.int32(),
                        model.bytes(),
                        checksum());
            case 1 -> new ConfigRow.Release(release());
            default -> new ConfigRow.Client(client());
        };
    }

    private List<Document> documents() {
        return model.list(3, () -> new Document(model.text(), model.pick(DocumentType.values()), model.bytes()));
    }

    private List<Label> labels() {
        return model.list(3, () -> new Label(model.text(), model.text()));
    }

    private Stage stage() {
        return new Stage(labels(), model.int32(), model.int32());
    }

    private @Nullable Rollout rollout() {
        return random.nextBoolean()
                ? null
                : new Rollout(model.number(), stage(), model.pick(RolloutState.values()), model.number(), model.text());
    }

    private ConfigSetRecord set() {
        return new ConfigSetRecord(
                model.text(),
                model.number(),
                model.number(),
                rollout(),
                model.int32(),
                model.number(),
                model.int32(),
                checksum(),
                model.int32());
    }

    private ConfigClientRecord client() {
        return new ConfigClientRecord(
                model.number(), model.text(), labels(), model.number(), model.number(), model.text(), model.number());
    }

    private Release release() {
        return new Release(header(), documents());
    }

    private ReleaseHeader header() {
        return new ReleaseHeader(
                model.text(),
                model.number(),
                model.number(),
                model.number(),
                model.pick(ReleaseState.values()),
                model.number(),
                model.number(),
                model.number(),
                model.text(),
                model.text(),
                checksum(),
                checksum(),
                model.int32(),
                model.number());
    }

    private Bytes checksum() {
        byte[] array = new byte[random.nextInt(DocumentCodec.MAX_CHECKSUM_BYTES + 1)];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }
}
