package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.outcome.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What of configuration every node would refuse, refused before it is sent. */
final class ReleaseRules {
    private ReleaseRules() {}

    /** The name of a config set. */
    static void set(String name) {
        int bytes = bytes(name);
        if (bytes == 0) {
            throw refused(Limits.MAX_SET_NAME_BYTES, "the name of a config set is empty");
        }
        if (bytes > Limits.MAX_SET_NAME_BYTES) {
            throw refused(
                    Limits.MAX_SET_NAME_BYTES,
                    "the name of a config set has " + bytes + " UTF-8 bytes, at most " + Limits.MAX_SET_NAME_BYTES
                            + " are allowed");
        }
        if (name.indexOf('\0') >= 0) {
            throw refused(0, "the name of a config set has a NUL in it");
        }
    }

    /** What is to be published. */
    static void documents(Collection<Document> documents) {
        if (documents.isEmpty()) {
            throw refused(0, "a release has at least one document");
        }
        if (documents.size() > Limits.MAX_DOCUMENTS) {
            throw refused(
                    Limits.MAX_DOCUMENTS,
                    "a release of " + documents.size() + " documents, at most " + Limits.MAX_DOCUMENTS
                            + " are allowed");
        }
        Set<String> paths = new HashSet<>();
        long bytes = 0;
        for (Document document : documents) {
            bytes += bytes(document.path()) + (long) document.content().size();
            if (!paths.add(document.path())) {
                throw refused(0, "two documents have the path " + document.path());
            }
        }
        if (bytes > Limits.MAX_RELEASE_BYTES) {
            throw new RejectedException(
                    Reason.TOO_LARGE,
                    Limits.MAX_RELEASE_BYTES,
                    0,
                    "the documents have " + bytes + " bytes together, at most " + Limits.MAX_RELEASE_BYTES
                            + " are allowed");
        }
    }

    /** What documents are checked against. */
    static void schema(Bytes schema) {
        if (schema.size() > Limits.MAX_SCHEMA_BYTES) {
            throw RequestCheck.refused(
                    Reason.TOO_LARGE,
                    Limits.MAX_SCHEMA_BYTES,
                    "the schema has " + schema.size() + " bytes, at most " + Limits.MAX_SCHEMA_BYTES + " are allowed");
        }
    }

    /** What a client says of itself. */
    static void client(String identity, List<Label> labels) {
        if (identity.isEmpty()) {
            throw refused(0, "a client's identity is empty");
        }
        text("a client's identity", identity, Limits.MAX_CONFIG_TEXT_BYTES);
        if (labels.size() > Limits.MAX_LABELS) {
            throw refused(
                    Limits.MAX_LABELS,
                    "a client of " + labels.size() + " labels, at most " + Limits.MAX_LABELS + " are allowed");
        }
        for (Label label : labels) {
            if (label.name().isEmpty()) {
                throw refused(0, "a label without a name");
            }
            text("the name of a label", label.name(), Limits.MAX_CONFIG_TEXT_BYTES);
            text("the value of the label " + label.name(), label.value(), Limits.MAX_CONFIG_TEXT_BYTES);
        }
    }

    /** A text that has a bound. */
    static void text(String what, String text, int limit) {
        int bytes = bytes(text);
        if (bytes > limit) {
            throw refused(limit, what + " has " + bytes + " UTF-8 bytes, at most " + limit + " are allowed");
        }
    }

    /** As much of a text as may be said, whole characters only. */
    static String cut(String text, int limit) {
        if (bytes(text) <= limit) {
            return text;
        }
        String mark = "…";
        int room = limit - bytes(mark);
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            int more = bytes(text.substring(end, next));
            if (used + more > room) {
                break;
            }
            used += more;
            end = next;
        }
        return text.substring(0, end) + mark;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static RejectedException refused(long bound, String message) {
        return RequestCheck.refused(Reason.INVALID_ARGUMENT, bound, message);
    }
}
