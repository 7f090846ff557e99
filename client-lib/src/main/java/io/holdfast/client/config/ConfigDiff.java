package io.holdfast.client.config;

import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is different between two releases, or between a release and documents that are to be one. Immutable.
 *
 * @param documents those that differ, in order of their paths
 */
public record ConfigDiff(List<DocumentDiff> documents) {
    /** Copies the list. */
    public ConfigDiff {
        documents = List.copyOf(documents);
    }

    /** From one release to another. */
    public static ConfigDiff between(Release before, Release after) {
        return between(before.documents(), after.documents());
    }

    /** From some documents to others. */
    public static ConfigDiff between(Collection<Document> before, Collection<Document> after) {
        Map<String, DocumentDiff> differing = new TreeMap<>();
        Map<String, Document> old = new TreeMap<>();
        before.forEach(document -> old.put(document.path(), document));
        for (Document document : after) {
            Document was = old.remove(document.path());
            if (!document.equals(was)) {
                differing.put(document.path(), new DocumentDiff(was, document));
            }
        }
        old.values().forEach(document -> differing.put(document.path(), new DocumentDiff(document, null)));
        return new ConfigDiff(List.copyOf(differing.values()));
    }

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return documents.isEmpty();
    }

    /** Whether a document, or a value in it, is different: {@code changes("app.yaml", "/pool")} if anything below pool is. */
    public boolean changes(String document, String pointer) {
        Objects.requireNonNull(pointer, "pointer");
        return documents.stream()
                .filter(each -> each.path().equals(document))
                .anyMatch(each -> pointer.isEmpty() || each.touches(pointer));
    }

    /** All documents' lines as {@code diff -u} writes them, three lines around each change. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        documents.forEach(each -> lines.addAll(each.lines(DocumentDiff.CONTEXT)));
        return lines;
    }
}
