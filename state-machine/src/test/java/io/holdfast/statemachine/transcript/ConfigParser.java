package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.query.ConfigQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What transcripts say about configuration. */
final class ConfigParser {
    static final List<String> COMMANDS = List.of(
            "publish-release", "promote", "pause", "resume", "abort", "restage", "attach", "retain", "say", "leave");
    static final List<String> QUERIES =
            List.of("config-sets", "release-of", "history", "offer", "config-status", "schema");

    private ConfigParser() {}

    static ConfigCommand command(Words words) {
        String set = words.text(1);
        return switch (words.at(0)) {
            case "publish-release" -> publish(words);
            case "restage" -> new ConfigCommand.Restage(set, number(words, 2), staged(words), words.text("by"));
            case "attach" -> attach(words);
            case "retain" -> new ConfigCommand.Retain(set, (int) number(words, 2), words.text("by"));
            case "say" ->
                new ConfigCommand.Acknowledge(
                        words.session(1),
                        words.text(2),
                        "app-" + words.at(1),
                        labels(words),
                        Verdict.valueOf(words.at(3).toUpperCase(Locale.ROOT)),
                        words.number("release"),
                        words.text("why"));
            case "leave" -> new ConfigCommand.Leave(words.session(1), words.text(2));
            default ->
                new ConfigCommand.Steer(
                        set,
                        number(words, 2),
                        Steering.valueOf(words.at(0).toUpperCase(Locale.ROOT)),
                        words.text("why"),
                        words.text("by"));
        };
    }

    static ConfigQuery query(Words words) {
        return switch (words.at(0)) {
            case "config-sets" ->
                new ConfigQuery.Sets(words.text("prefix"), words.text("after"), (int) words.number("limit"));
            case "release-of" -> new ConfigQuery.One(words.text(1), words.number("number"), words.number("at"));
            case "history" ->
                new ConfigQuery.History(words.text(1), words.number("before"), (int) words.number("limit"));
            case "offer" ->
                new ConfigQuery.Offer(
                        words.text(1), words.session(2), "app-" + words.at(2), labels(words), words.number("have"));
            case "config-status" -> new ConfigQuery.Status(words.text(1), words.has("rejecting"), 0, 0);
            default -> new ConfigQuery.Schema(words.text(1));
        };
    }

    /** {@code publish-release SET PATH:CONTENT,… [expected=N] …}. */
    private static ConfigCommand publish(Words words) {
        List<Document> documents = Arrays.stream(words.at(2).split(","))
                .map(part -> part.split(":"))
                .map(part -> new Document(part[0], DocumentType.TEXT, Bytes.utf8(part[1])))
                .toList();
        Bytes schema = Bytes.utf8(words.text("schema"));
        SchemaChange change =
                words.has("attaching") ? new SchemaChange(schema, checksum(words.text("instead-of"))) : null;
        return new ConfigCommand.Publish(
                words.text(1),
                words.option("expected", Long::valueOf, -1L),
                documents,
                ReleaseChecksum.of(documents),
                checksum(words.text("schema")),
                words.text("comment"),
                words.number("back-to"),
                stage(words),
                words.text("by"),
                change);
    }

    private static ConfigCommand attach(Words words) {
        Bytes schema = words.bytes(2);
        return new ConfigCommand.Attach(
                words.text(1), schema, checksum(schema.utf8()), checksum(words.text("expected")), words.text("by"));
    }

    private static Bytes checksum(String schema) {
        return schema.isEmpty() ? Bytes.EMPTY : ReleaseChecksum.of(Bytes.utf8(schema));
    }

    private static @Nullable Stage stage(Words words) {
        return words.has("staged") ? staged(words) : null;
    }

    private static Stage staged(Words words) {
        return new Stage(labels(words), (int) words.number("percent"), (int) words.number("halt-at"));
    }

    /** {@code labels=NAME:VALUE,NAME}. */
    private static List<Label> labels(Words words) {
        String labels = words.text("labels");
        return Arrays.stream(labels.split(","))
                .filter(label -> !label.isEmpty())
                .map(label -> label.split(":"))
                .map(label -> new Label(label[0], label.length > 1 ? label[1] : ""))
                .toList();
    }

    private static long number(Words words, int index) {
        return Long.parseLong(words.at(index));
    }
}
