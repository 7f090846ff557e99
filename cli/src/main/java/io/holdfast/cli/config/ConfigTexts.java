package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.Table;
import io.holdfast.client.config.ConfigDiff;
import io.holdfast.client.config.DocumentDiff;
import io.holdfast.client.config.schema.Violation;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.Stage;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sets, releases and differences as documents for programs and as texts for people. */
final class ConfigTexts {
    private ConfigTexts() {}

    /** A release without its documents. */
    static Document document(ReleaseHeader header) {
        Document document = new Document()
                .put("set", header.set())
                .put("release", header.number())
                .put("state", word(header.state()))
                .put("parent", header.parent())
                .put("rollbackOf", header.rollbackOf())
                .put("revision", header.revision())
                .put("published", time(header.publishedMillis()));
        if (header.currentMillis() != 0) {
            document.put("becameCurrent", time(header.currentMillis()));
        }
        return document.put("author", header.author())
                .put("comment", header.comment())
                .put("checksum", hex(header.checksum()))
                .put("schemaChecksum", hex(header.schemaChecksum()))
                .put("documents", header.documents())
                .put("bytes", header.bytes());
    }

    /** A release with documents. */
    static Document document(Release release, Collection<io.holdfast.model.config.Document> documents) {
        return new Document()
                .put("header", document(release.header()))
                .put("documents", documents.stream().map(ConfigTexts::document).toList());
    }

    private static Document document(io.holdfast.model.config.Document document) {
        return new Document()
                .put("path", document.path())
                .put("type", word(document.type()))
                .put("content", document.content());
    }

    /** A set. */
    static Document document(ConfigSetRecord each) {
        Document document = new Document()
                .put("set", each.set())
                .put("current", each.current())
                .put("latest", each.latest())
                .put("releases", each.releases())
                .put("keep", each.keep())
                .put("bytes", each.bytes())
                .put("schemaChecksum", hex(each.schemaChecksum()))
                .put("clients", each.clients());
        Rollout rollout = each.rollout();
        return rollout == null ? document : document.put("rollout", document(rollout));
    }

    private static Document document(Rollout rollout) {
        return new Document()
                .put("release", rollout.release())
                .put("state", word(rollout.state()))
                .put("since", time(rollout.sinceMillis()))
                .put("why", rollout.why())
                .put("labels", labels(rollout.stage().labels()))
                .put("percent", rollout.stage().percent())
                .put("haltAt", rollout.stage().haltAt());
    }

    /** Labels by name and value. */
    static List<Document> labels(List<Label> labels) {
        return labels.stream()
                .map(label -> new Document().put("name", label.name()).put("value", label.value()))
                .toList();
    }

    /** Each document that differs, with its patch and the values that differ. */
    static List<Document> documents(ConfigDiff diff) {
        return diff.documents().stream()
                .map(each -> new Document()
                        .put("path", each.path())
                        .put("change", word(each.change()))
                        .put("patch", patch(each))
                        .put("values", values(each)))
                .toList();
    }

    private static String patch(DocumentDiff each) {
        return new ConfigDiff(List.of(each))
                .lines().stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static List<Document> values(DocumentDiff each) {
        return each.values().stream()
                .map(value -> new Document()
                        .put("pointer", value.pointer())
                        .put("change", word(value.change()))
                        .put("text", value.toString()))
                .toList();
    }

    /** Violations by document and place. */
    static List<Document> documents(List<Violation> violations) {
        return violations.stream()
                .map(each -> new Document()
                        .put("document", each.document())
                        .put("line", each.line())
                        .put("column", each.column())
                        .put("pointer", each.pointer())
                        .put("reason", each.reason()))
                .toList();
    }

    /** Releases in columns. */
    static String releases(List<ReleaseHeader> headers) {
        Table table = new Table("RELEASE", "STATE", "PUBLISHED", "DOCUMENTS", "BYTES", "AUTHOR", "COMMENT");
        headers.forEach(header -> table.row(
                Long.toString(header.number()),
                word(header.state()),
                time(header.publishedMillis()),
                Integer.toString(header.documents()),
                Long.toString(header.bytes()),
                header.author(),
                comment(header)));
        return table.toString();
    }

    /** Documents in columns, without their contents. */
    static String table(List<io.holdfast.model.config.Document> documents) {
        Table table = new Table("PATH", "TYPE", "BYTES");
        documents.forEach(each -> table.row(
                each.path(), word(each.type()), Integer.toString(each.content().size())));
        return table.toString();
    }

    /** Sets in columns. */
    static String sets(List<ConfigSetRecord> sets) {
        Table table = new Table("SET", "CURRENT", "LATEST", "RELEASES", "BYTES", "SCHEMA", "CLIENTS", "ROLLOUT");
        sets.forEach(each -> table.row(
                each.set(),
                number(each.current()),
                number(each.latest()),
                Integer.toString(each.releases()),
                Long.toString(each.bytes()),
                each.schemaChecksum().isEmpty()
                        ? "-"
                        : hex(each.schemaChecksum()).substring(0, 8),
                Integer.toString(each.clients()),
                rollout(each.rollout())));
        return table.toString();
    }

    private static String rollout(@Nullable Rollout rollout) {
        return rollout == null
                ? "-"
                : rollout.release() + " " + word(rollout.state()) + " (" + stage(rollout.stage()) + ")";
    }

    /** Whom a stage concerns: {@code region=eu, 10 %}. */
    static String stage(Stage stage) {
        Stream<String> labels = stage.labels().stream().map(Label::toString);
        Stream<String> share = stage.percent() == 0 ? Stream.of() : Stream.of(stage.percent() + " %");
        return Stream.concat(labels, share).collect(Collectors.joining(", "));
    }

    /** {@code release 3 of shop, by CN=ann at 2026-01-01T00:00:00Z: more threads}. */
    static String text(ReleaseHeader header) {
        String comment = comment(header);
        return "release " + header.number() + " of " + header.set() + ", by " + header.author() + " at "
                + time(header.publishedMillis()) + (comment.isEmpty() ? "" : ": " + comment);
    }

    private static String comment(ReleaseHeader header) {
        String rollback = header.rollbackOf() == 0 ? "" : "(rollback to " + header.rollbackOf() + ")";
        String comment = header.comment().lines().findFirst().orElse("");
        return (comment + " " + rollback).strip();
    }

    private static String number(long number) {
        return number == 0 ? "-" : Long.toString(number);
    }

    /** Bytes as hexadecimal digits. */
    static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }

    /** A time as ISO 8601 writes it. */
    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    /** A constant as a word of JSON. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
