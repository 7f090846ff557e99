package io.holdfast.wire;

import static io.holdfast.wire.SizeBound.ENVELOPE;
import static io.holdfast.wire.SizeBound.NUMBER;
import static io.holdfast.wire.SizeBound.text;

import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.query.ConfigQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many bytes something about configuration takes encoded, at most: cheap to say without encoding it. */
final class ConfigBound implements ConfigCommand.Handler<Long>, ConfigQuery.Handler<Long>, ConfigOutcome.Handler<Long> {
    private static final ConfigBound INSTANCE = new ConfigBound();

    private static final long CHECKSUM = ENVELOPE + DocumentCodec.MAX_CHECKSUM_BYTES;

    private ConfigBound() {}

    static long of(ConfigCommand command) {
        return command.accept(INSTANCE);
    }

    static long of(ConfigQuery query) {
        return query.accept(INSTANCE);
    }

    static long of(ConfigOutcome outcome) {
        return outcome.accept(INSTANCE);
    }

    @Override
    public Long publish(ConfigCommand.Publish command) {
        return ENVELOPE
                + 2 * NUMBER
                + 2 * CHECKSUM
                + set(command.set())
                + documents(command.documents())
                + text(command.comment(), Limits.MAX_COMMENT_BYTES)
                + text(command.author(), Limits.MAX_PRINCIPAL_BYTES)
                + (command.stage() == null ? 0 : of(command.stage()))
                + of(command.schemaChange());
    }

    @Override
    public Long steer(ConfigCommand.Steer command) {
        return ENVELOPE
                + 2 * NUMBER
                + set(command.set())
                + text(command.why(), Limits.MAX_COMMENT_BYTES)
                + text(command.by(), Limits.MAX_PRINCIPAL_BYTES);
    }

    @Override
    public Long restage(ConfigCommand.Restage command) {
        return ENVELOPE
                + NUMBER
                + set(command.set())
                + of(command.stage())
                + text(command.by(), Limits.MAX_PRINCIPAL_BYTES);
    }

    @Override
    public Long attach(ConfigCommand.Attach command) {
        return 2 * ENVELOPE
                + 2 * CHECKSUM
                + set(command.set())
                + command.schema().size()
                + text(command.by(), Limits.MAX_PRINCIPAL_BYTES);
    }

    @Override
    public Long retain(ConfigCommand.Retain command) {
        return ENVELOPE + NUMBER + set(command.set()) + text(command.by(), Limits.MAX_PRINCIPAL_BYTES);
    }

    @Override
    public Long acknowledge(ConfigCommand.Acknowledge command) {
        return ENVELOPE
                + 3 * NUMBER
                + set(command.set())
                + text(command.identity(), Limits.MAX_CONFIG_TEXT_BYTES)
                + labels(command.labels())
                + text(command.reason(), Limits.MAX_CONFIG_TEXT_BYTES);
    }

    @Override
    public Long leave(ConfigCommand.Leave command) {
        return ENVELOPE + NUMBER + set(command.set());
    }

    @Override
    public Long sets(ConfigQuery.Sets query) {
        return ENVELOPE + NUMBER + set(query.prefix()) + set(query.after());
    }

    @Override
    public Long one(ConfigQuery.One query) {
        return ENVELOPE + 2 * NUMBER + set(query.set());
    }

    @Override
    public Long history(ConfigQuery.History query) {
        return ENVELOPE + 2 * NUMBER + set(query.set());
    }

    @Override
    public Long offer(ConfigQuery.Offer query) {
        return ENVELOPE
                + 2 * NUMBER
                + set(query.set())
                + text(query.identity(), Limits.MAX_CONFIG_TEXT_BYTES)
                + labels(query.labels());
    }

    @Override
    public Long status(ConfigQuery.Status query) {
        return ENVELOPE + 3 * NUMBER + set(query.set());
    }

    @Override
    public Long schema(ConfigQuery.Schema query) {
        return ENVELOPE + set(query.set());
    }

    @Override
    public Long published(ConfigOutcome.Published outcome) {
        return ENVELOPE + of(outcome.header());
    }

    @Override
    public Long steered(ConfigOutcome.Steered outcome) {
        return ENVELOPE + of(outcome.record());
    }

    @Override
    public Long configured(ConfigOutcome.Configured outcome) {
        return ENVELOPE + of(outcome.record());
    }

    @Override
    public Long acknowledged(ConfigOutcome.Acknowledged outcome) {
        return ENVELOPE;
    }

    @Override
    public Long sets(ConfigOutcome.Sets outcome) {
        long size = ENVELOPE + NUMBER;
        for (ConfigSetRecord set : outcome.sets()) {
            size += of(set);
        }
        return size;
    }

    @Override
    public Long one(ConfigOutcome.One outcome) {
        return 2 * ENVELOPE
                + of(outcome.release().header())
                + documents(outcome.release().documents());
    }

    @Override
    public Long history(ConfigOutcome.History outcome) {
        long size = ENVELOPE + NUMBER;
        for (ReleaseHeader header : outcome.headers()) {
            size += of(header);
        }
        return size;
    }

    @Override
    public Long offered(ConfigOutcome.Offered outcome) {
        long header = outcome.header() == null ? 0 : of(outcome.header());
        return ENVELOPE + NUMBER + header + documents(outcome.documents());
    }

    @Override
    public Long status(ConfigOutcome.Status outcome) {
        long size = ENVELOPE + 2 * NUMBER + of(outcome.record());
        size += outcome.tallies().size() * (ENVELOPE + 3 * NUMBER);
        for (ConfigClientRecord client : outcome.clients()) {
            size += of(client);
        }
        return size;
    }

    @Override
    public Long schema(ConfigOutcome.Schema outcome) {
        return 2 * ENVELOPE + CHECKSUM + outcome.schema().size();
    }

    private static long set(String name) {
        return text(name, Limits.MAX_SET_NAME_BYTES);
    }

    private static long documents(List<Document> documents) {
        long size = 0;
        for (Document document : documents) {
            size += 2 * ENVELOPE
                    + NUMBER
                    + text(document.path(), Limits.MAX_DOCUMENT_PATH_BYTES)
                    + document.content().size();
        }
        return size;
    }

    private static long labels(List<Label> labels) {
        long size = 0;
        for (Label label : labels) {
            size += ENVELOPE
                    + text(label.name(), Limits.MAX_CONFIG_TEXT_BYTES)
                    + text(label.value(), Limits.MAX_CONFIG_TEXT_BYTES);
        }
        return size;
    }

    private static long of(Stage stage) {
        return ENVELOPE + 2 * NUMBER + labels(stage.labels());
    }

    private static long of(@Nullable SchemaChange change) {
        return change == null ? 0 : 2 * ENVELOPE + CHECKSUM + change.schema().size();
    }

    private static long of(ReleaseHeader header) {
        return ENVELOPE
                + 9 * NUMBER
                + 2 * CHECKSUM
                + set(header.set())
                + text(header.author(), Limits.MAX_PRINCIPAL_BYTES)
                + text(header.comment(), Limits.MAX_COMMENT_BYTES);
    }

    private static long of(ConfigSetRecord record) {
        return ENVELOPE + 6 * NUMBER + CHECKSUM + set(record.set()) + of(record.rollout());
    }

    private static long of(@Nullable Rollout rollout) {
        return rollout == null
                ? 0
                : ENVELOPE + 3 * NUMBER + of(rollout.stage()) + text(rollout.why(), ConfigRecordCodec.MAX_WHY_BYTES);
    }

    private static long of(ConfigClientRecord client) {
        return ENVELOPE
                + 4 * NUMBER
                + text(client.identity(), Limits.MAX_CONFIG_TEXT_BYTES)
                + labels(client.labels())
                + text(client.reason(), Limits.MAX_CONFIG_TEXT_BYTES);
    }
}
