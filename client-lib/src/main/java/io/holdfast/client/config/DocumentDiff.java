package io.holdfast.client.config;

import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one document differs from what it was. Immutable; compares when it is asked. */
public final class DocumentDiff {
    static final int CONTEXT = 3;

    private final @Nullable Document before;
    private final @Nullable Document after;

    DocumentDiff(@Nullable Document before, @Nullable Document after) {
        if (before == null && after == null) {
            throw new IllegalArgumentException("a difference between nothing and nothing");
        }
        this.before = before;
        this.after = after;
    }

    /** The document's path. */
    public String path() {
        return some().path();
    }

    private Document some() {
        return Objects.requireNonNull(after == null ? before : after, "one of both is there");
    }

    /** What happened to it. */
    public ConfigChange change() {
        if (before == null) {
            return ConfigChange.ADDED;
        }
        return after == null ? ConfigChange.REMOVED : ConfigChange.CHANGED;
    }

    /** The document as it was; empty for one that is new. */
    public Optional<Document> before() {
        return Optional.ofNullable(before);
    }

    /** The document as it is; empty for one that is gone. */
    public Optional<Document> after() {
        return Optional.ofNullable(after);
    }

    /**
     * The values that differ, in the order of the documents. Empty if one of both cannot be read as values ({@link
     * ConfigValue#isReadable}; also if it is malformed), and if only comments or the order of names differ.
     */
    public List<ValueChange> values() {
        ConfigValue was = readable(before);
        ConfigValue is = readable(after);
        boolean unreadable = (before != null && was == null) || (after != null && is == null);
        return unreadable ? List.of() : ValueDiff.between(was, is);
    }

    private static @Nullable ConfigValue readable(@Nullable Document document) {
        if (document == null || !ConfigValue.isReadable(document.type())) {
            return null;
        }
        try {
            return ConfigValue.parse(document);
        } catch (ConfigSyntaxException e) {
            // What cannot be read has lines at least.
            return null;
        }
    }

    boolean touches(String pointer) {
        if (!ConfigValue.isReadable(some().type())) {
            return true;
        }
        return values().stream()
                .anyMatch(value -> value.pointer().equals(pointer)
                        || value.pointer().startsWith(pointer + "/")
                        || pointer.startsWith(value.pointer() + "/"));
    }

    /**
     * The lines that differ, as {@code diff -u} writes them: two of a head, then those around each change. One line for binary
     * documents.
     *
     * @param context how many lines around each change
     */
    public List<String> lines(int context) {
        if (isBinary(before) || isBinary(after)) {
            return List.of("Binary document " + path() + " differs");
        }
        return LineDiff.unified(
                before == null ? "/dev/null" : "a/" + path(),
                after == null ? "/dev/null" : "b/" + path(),
                lines(before),
                lines(after),
                context);
    }

    private static boolean isBinary(@Nullable Document document) {
        return document != null && document.type() == DocumentType.BINARY;
    }

    private static List<String> lines(@Nullable Document document) {
        return document == null ? List.of() : document.content().utf8().lines().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DocumentDiff that
                && Objects.equals(before, that.before)
                && Objects.equals(after, that.after);
    }

    @Override
    public int hashCode() {
        return Objects.hash(before, after);
    }

    @Override
    public String toString() {
        return change() + " " + path();
    }
}
