package io.holdfast.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** A document whose last field is a long list, written element by element: it never stands in memory whole. */
public final class DocumentList {
    private final PrintStream out;
    private final JsonGenerator generator;

    /**
     * Begins the document.
     *
     * @param format JSON or YAML
     * @param head the fields before the list
     * @param list the name of the list
     */
    public DocumentList(PrintStream out, OutputFormat format, Document head, String list) {
        this.out = out;
        try {
            generator = Documents.generator(format, out);
            generator.writeStartObject();
            Documents.writeFields(head, generator);
            generator.writeFieldName(list);
            generator.writeStartArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes one element. */
    public void add(Document element) {
        try {
            Documents.write(element, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends list and document; the stream stays open. Without it, no reader can take the document for a whole one. */
    public void complete() {
        try {
            generator.writeEndArray();
            generator.writeEndObject();
            generator.close();
            Documents.endLine(generator, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
