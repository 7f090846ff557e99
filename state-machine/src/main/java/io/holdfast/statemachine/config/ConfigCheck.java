package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks what makes no sense whatever the table holds. Changes nothing; safe for any thread. */
final class ConfigCheck {
    /** A SHA-256. */
    private static final int CHECKSUM_BYTES = 32;

    /** The most UTF-8 bytes that one char takes. */
    private static final int CHAR_BYTES = 3;

    private static final int SHOWN_CHARS = 64;

    /**
     * What is wrong.
     *
     * @param reason of the rejection
     * @param message for people
     * @param bound the limit, 0 where there is none
     */
    record Fault(Reason reason, String message, long bound) {
        static Fault invalid(String message) {
            return new Fault(Reason.INVALID_ARGUMENT, message, 0);
        }

        Rejection rejection(long revision) {
            return new Rejection(revision, reason, message, bound);
        }
    }

    private ConfigCheck() {}

    static @Nullable Fault of(ConfigCommand.Publish command) {
        Fault fault = ofSet(command.set());
        fault = fault != null ? fault : ofDocuments(command.documents());
        fault = fault != null ? fault : ofChecksum("the checksum", command.checksum(), false);
        fault = fault != null ? fault : ofChecksum("the schema's checksum", command.schemaChecksum(), true);
        fault = fault != null ? fault : tooLong("the comment", command.comment(), Limits.MAX_COMMENT_BYTES);
        fault = fault != null ? fault : tooLong("the author", command.author(), Limits.MAX_PRINCIPAL_BYTES);
        if (fault == null && command.stage() != null) {
            fault = ofStage(command.stage());
        }
        if (fault == null && command.schemaChange() != null) {
            fault = ofChange(command.schemaChange(), command.schemaChecksum());
        }
        if (fault == null && command.rollbackOf() < 0) {
            fault = Fault.invalid("the release to roll back to is " + command.rollbackOf());
        }
        return fault;
    }

    private static @Nullable Fault ofChange(SchemaChange change, Bytes checksum) {
        Fault fault = ofSchema(change.schema(), checksum);
        return fault != null ? fault : ofChecksum("the expected checksum", change.expected(), true);
    }

    static @Nullable Fault of(ConfigCommand.Steer command) {
        Fault fault = ofSet(command.set());
        fault = fault != null ? fault : tooLong("the reason", command.why(), Limits.MAX_COMMENT_BYTES);
        return fault != null ? fault : tooLong("the principal", command.by(), Limits.MAX_PRINCIPAL_BYTES);
    }

    static @Nullable Fault of(ConfigCommand.Restage command) {
        Fault fault = ofSet(command.set());
        return fault != null ? fault : ofStage(command.stage());
    }

    static @Nullable Fault of(ConfigCommand.Attach command) {
        Fault fault = ofSet(command.set());
        fault = fault != null ? fault : ofSchema(command.schema(), command.checksum());
        return fault != null ? fault : ofChecksum("the expected checksum", command.expected(), true);
    }

    static @Nullable Fault of(ConfigCommand.Retain command) {
        Fault fault = ofSet(command.set());
        return fault != null ? fault : ofKeep(command.keep());
    }

    static @Nullable Fault of(ConfigCommand.Acknowledge command) {
        Fault fault = ofSet(command.set());
        fault = fault != null ? fault : ofClient(command.identity(), command.labels(), command.reason());
        if (fault != null) {
            return fault;
        }
        if ((command.verdict() == Verdict.ENROLLED) != (command.release() == 0)) {
            return Fault.invalid("the verdict " + command.verdict() + " cannot be of release " + command.release());
        }
        return command.verdict() == Verdict.REJECTED || command.reason().isEmpty()
                ? null
                : Fault.invalid("only a rejection has a reason");
    }

    static @Nullable Fault ofClient(String identity, List<Label> labels, String reason) {
        if (identity.isEmpty()) {
            return Fault.invalid("the client's identity is empty");
        }
        Fault fault = tooLong("the client's identity", identity, Limits.MAX_CONFIG_TEXT_BYTES);
        fault = fault != null ? fault : ofLabels(labels);
        return fault != null ? fault : tooLong("the reason", reason, Limits.MAX_CONFIG_TEXT_BYTES);
    }

    static @Nullable Fault ofSet(String name) {
        return ofPath("the config set's name", name, Limits.MAX_SET_NAME_BYTES);
    }

    static @Nullable Fault ofKeep(int keep) {
        return keep >= 1 && keep <= Limits.MAX_KEPT_RELEASES
                ? null
                : new Fault(
                        Reason.INVALID_ARGUMENT,
                        keep + " releases cannot be kept, from 1 to " + Limits.MAX_KEPT_RELEASES + " are allowed",
                        Limits.MAX_KEPT_RELEASES);
    }

    static @Nullable Fault ofStage(Stage stage) {
        if (stage.percent() < 0 || stage.percent() > 100) {
            return Fault.invalid("the stage has " + stage.percent() + " percent, from 0 to 100 are allowed");
        }
        return stage.haltAt() < 0
                ? Fault.invalid("the stage halts at " + stage.haltAt() + " rejections, must not be negative")
                : ofLabels(stage.labels());
    }

    static @Nullable Fault ofSchema(Bytes schema, Bytes checksum) {
        if (schema.size() > Limits.MAX_SCHEMA_BYTES) {
            return tooLarge("the schema", schema.size(), Limits.MAX_SCHEMA_BYTES);
        }
        Fault fault = ofChecksum("the schema's checksum", checksum, true);
        if (fault != null) {
            return fault;
        }
        if (schema.isEmpty() != checksum.isEmpty()) {
            return Fault.invalid("a schema has a checksum, and no schema has none");
        }
        return ofText("the schema", schema);
    }

    /** What is wrong with the documents of a release, and with which. */
    static @Nullable Fault ofDocuments(List<Document> documents) {
        if (documents.isEmpty() || documents.size() > Limits.MAX_DOCUMENTS) {
            return new Fault(
                    Reason.INVALID_ARGUMENT,
                    "the release has " + documents.size() + " documents, from 1 to " + Limits.MAX_DOCUMENTS
                            + " are allowed",
                    Limits.MAX_DOCUMENTS);
        }
        long bytes = bytesOf(documents);
        if (bytes > Limits.MAX_RELEASE_BYTES) {
            return tooLarge("the release", bytes, Limits.MAX_RELEASE_BYTES);
        }
        TreeSet<String> paths = new TreeSet<>();
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            Fault fault = ofPath("the path of document " + (i + 1), document.path(), Limits.MAX_DOCUMENT_PATH_BYTES);
            if (fault == null && !paths.add(document.path())) {
                fault = Fault.invalid("two documents have the path " + shown(document.path()));
            }
            if (fault == null && document.type() != DocumentType.BINARY) {
                fault = ofText("document " + shown(document.path()), document.content());
            }
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** How many bytes documents have, with their paths. */
    static long bytesOf(List<Document> documents) {
        long bytes = 0;
        for (Document document : documents) {
            bytes += document.path().getBytes(StandardCharsets.UTF_8).length;
            bytes += document.content().size();
        }
        return bytes;
    }

    private static @Nullable Fault ofText(String what, Bytes content) {
        int place = Utf8.firstFault(content.sharedArray());
        return place < 0 ? null : Fault.invalid(what + " is not UTF-8 at byte " + (place + 1));
    }

    private static @Nullable Fault ofChecksum(String what, Bytes checksum, boolean optional) {
        boolean fits = checksum.size() == CHECKSUM_BYTES || (optional && checksum.isEmpty());
        return fits ? null : Fault.invalid(what + " has " + checksum.size() + " bytes, not " + CHECKSUM_BYTES);
    }

    private static @Nullable Fault ofLabels(List<Label> labels) {
        if (labels.size() > Limits.MAX_LABELS) {
            return new Fault(
                    Reason.INVALID_ARGUMENT,
                    labels.size() + " labels, at most " + Limits.MAX_LABELS + " are allowed",
                    Limits.MAX_LABELS);
        }
        Label before = null;
        for (Label label : labels) {
            if (label.name().isEmpty()) {
                return Fault.invalid("a label has no name");
            }
            Fault fault = tooLong("a label's name", label.name(), Limits.MAX_CONFIG_TEXT_BYTES);
            fault = fault != null ? fault : tooLong("a label's value", label.value(), Limits.MAX_CONFIG_TEXT_BYTES);
            if (fault != null) {
                return fault;
            }
            if (before != null && before.compareTo(label) >= 0) {
                return Fault.invalid("the labels are not in order, or one is given twice: " + shown(label.toString()));
            }
            before = label;
        }
        return null;
    }

    /** Parts of letters, digits, dots, dashes and underscores between slashes; none of them only leads elsewhere. */
    private static @Nullable Fault ofPath(String what, String path, int limit) {
        Fault fault = tooLong(what, path, limit);
        if (fault != null) {
            return fault;
        }
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String part = path.substring(start, i);
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    return Fault.invalid(what + " is " + shown(path) + ": " + shown(part) + " cannot be a part of it");
                }
                start = i + 1;
            } else if (!isPlain(path.charAt(i))) {
                return Fault.invalid(what + " is " + shown(path) + ": letters of ASCII, digits, dots, dashes,"
                        + " underscores and slashes are allowed, not what stands at " + (i + 1));
            }
        }
        return null;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }

    private static Fault tooLarge(String what, long bytes, int limit) {
        return new Fault(Reason.TOO_LARGE, what + " has " + bytes + " bytes, at most " + limit + " are allowed", limit);
    }

    private static @Nullable Fault tooLong(String what, String text, int limit) {
        if (text.length() * (long) CHAR_BYTES <= limit) {
            return null;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= limit
                ? null
                : new Fault(
                        Reason.INVALID_ARGUMENT,
                        what + " has " + bytes + " bytes, at most " + limit + " are allowed",
                        limit);
    }

    private static String shown(String text) {
        return ConfigWords.quoted(text, SHOWN_CHARS);
    }
}
