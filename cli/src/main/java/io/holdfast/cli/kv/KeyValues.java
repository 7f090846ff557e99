package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.model.KeyValue;
import java.util.List;

/** Key-values as documents; the shape is the one {@code docs/cli.md} promises. */
final class KeyValues {
    private KeyValues() {}

    static Document document(KeyValue keyValue) {
        return new Document()
                .put("key", keyValue.key())
                .put("value", keyValue.value())
                .put("createRevision", keyValue.createRevision())
                .put("modRevision", keyValue.modRevision())
                .put("version", keyValue.version())
                .put("lease", keyValue.lease());
    }

    static List<Document> documents(List<KeyValue> keyValues) {
        return keyValues.stream().map(KeyValues::document).toList();
    }
}
