package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Stage;
import java.util.ArrayList;
import java.util.List;

/** What publishers and clients say of configuration: documents, labels, stages, names and checksums: {@code config.proto}. */
final class DocumentCodec {
    /** A SHA-256. */
    static final int MAX_CHECKSUM_BYTES = 32;

    private static final WireEnum<DocumentType> TYPES = WireEnum.of(DocumentType.class, DocumentType::number);

    private DocumentCodec() {}

    static void writeSet(ProtoWriter writer, int field, String set) {
        writer.text(field, "set", set, Limits.MAX_SET_NAME_BYTES);
    }

    static String readSet(ProtoReader reader) throws MalformedException {
        return reader.text("set", Limits.MAX_SET_NAME_BYTES);
    }

    /**
     * Writes a checksum.
     *
     * @throws IllegalArgumentException if it is longer than any checksum is: no decoder would take it
     */
    static void writeChecksum(ProtoWriter writer, int field, Bytes checksum) {
        if (checksum.size() > MAX_CHECKSUM_BYTES) {
            throw new IllegalArgumentException(
                    "a checksum has " + checksum.size() + " bytes, at most " + MAX_CHECKSUM_BYTES + " are allowed");
        }
        writer.bytes(field, checksum);
    }

    static Bytes readChecksum(ProtoReader reader, String name) throws MalformedException {
        return reader.bytes(name, MAX_CHECKSUM_BYTES);
    }

    static void writeDocuments(ProtoWriter writer, int field, List<Document> documents) {
        refuseMoreThan(Limits.MAX_DOCUMENTS, documents.size(), "documents");
        for (int i = documents.size() - 1; i >= 0; i--) {
            Document document = documents.get(i);
            int mark = writer.size();
            writer.bytes(3, document.content());
            writer.number(2, document.type().number());
            writer.text(1, "path", document.path(), Limits.MAX_DOCUMENT_PATH_BYTES);
            writer.message(field, mark);
        }
    }

    /** One more document of a list. */
    static void readDocument(ProtoReader reader, List<Document> documents) throws MalformedException {
        reader.element("documents", documents, Limits.MAX_DOCUMENTS, DocumentCodec::document);
    }

    private static Document document(ProtoReader reader) throws MalformedException {
        String path = "";
        DocumentType type = null;
        Bytes content = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> path = reader.text("path", Limits.MAX_DOCUMENT_PATH_BYTES);
                case 2 -> type = TYPES.read(reader, "type");
                case 3 -> content = reader.bytes("content");
                default -> throw reader.unknownField();
            }
        }
        if (type == null) {
            throw reader.missing("type");
        }
        return new Document(path, type, content);
    }

    static void writeLabels(ProtoWriter writer, int field, List<Label> labels) {
        refuseMoreThan(Limits.MAX_LABELS, labels.size(), "labels");
        for (int i = labels.size() - 1; i >= 0; i--) {
            int mark = writer.size();
            writer.text(2, "value", labels.get(i).value(), Limits.MAX_CONFIG_TEXT_BYTES);
            writer.text(1, "name", labels.get(i).name(), Limits.MAX_CONFIG_TEXT_BYTES);
            writer.message(field, mark);
        }
    }

    /** One more label of a list. */
    static void readLabel(ProtoReader reader, List<Label> labels) throws MalformedException {
        reader.element("labels", labels, Limits.MAX_LABELS, DocumentCodec::label);
    }

    private static Label label(ProtoReader reader) throws MalformedException {
        String name = "";
        String value = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = reader.text("name", Limits.MAX_CONFIG_TEXT_BYTES);
                case 2 -> value = reader.text("value", Limits.MAX_CONFIG_TEXT_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new Label(name, value);
    }

    static void write(ProtoWriter writer, int field, Stage stage) {
        int mark = writer.size();
        writer.number(3, stage.haltAt());
        writer.number(2, stage.percent());
        writeLabels(writer, 1, stage.labels());
        writer.message(field, mark);
    }

    static Stage stage(ProtoReader reader) throws MalformedException {
        List<Label> labels = new ArrayList<>();
        int percent = 0;
        int haltAt = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> readLabel(reader, labels);
                case 2 -> percent = reader.int32("percent");
                case 3 -> haltAt = reader.int32("halt_at");
                default -> throw reader.unknownField();
            }
        }
        return new Stage(labels, percent, haltAt);
    }

    private static void refuseMoreThan(int max, int size, String what) {
        if (size > max) {
            throw new IllegalArgumentException(size + " " + what + ", at most " + max + " are allowed");
        }
    }
}
