package io.holdfast.cli.output;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes documents. Streams, because a data binder would take longer to load than the whole command runs. */
final class Documents {
    private Documents() {}

    static void print(Document document, OutputFormat format, PrintStream out) {
        try {
            JsonGenerator generator = generator(format, out);
            try (generator) {
                write(document, generator);
            }
            endLine(generator, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void printLine(Document document, OutputFormat format, PrintStream out) {
        if (format == OutputFormat.YAML) {
            out.print("---\n");
            print(document, format, out);
            return;
        }
        try {
            JsonGenerator generator = new JsonFactory()
                    .createGenerator(out, JsonEncoding.UTF8)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            try (generator) {
                write(document, generator);
            }
            out.print('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonGenerator generator(OutputFormat format, PrintStream out) throws IOException {
        JsonGenerator generator = format == OutputFormat.YAML
                ? YAMLFactory.builder()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                        .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                        .build()
                        .createGenerator(out, JsonEncoding.UTF8)
                : new JsonFactory()
                        .createGenerator(out, JsonEncoding.UTF8)
                        .setPrettyPrinter(new DefaultPrettyPrinter());
        return generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** JSON ends without a line end, YAML has its own. */
    static void endLine(JsonGenerator generator, PrintStream out) {
        if (!(generator instanceof YAMLGenerator)) {
            out.print('\n');
        }
    }

    static void writeFields(Document document, JsonGenerator generator) throws IOException {
        for (Map.Entry<String, Object> field : document.fields().entrySet()) {
            generator.writeFieldName(field.getKey());
            write(field.getValue(), generator);
        }
    }

    static void write(Object value, JsonGenerator generator) throws IOException {
        if (value instanceof Document document) {
            generator.writeStartObject();
            writeFields(document, generator);
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                write(element, generator);
            }
            generator.writeEndArray();
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else {
            generator.writeString(value.toString());
        }
    }
}
