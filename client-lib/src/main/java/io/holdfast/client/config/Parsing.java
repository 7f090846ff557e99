package io.holdfast.client.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Documents as values: which reader reads which type, and what no reader is given. */
final class Parsing {
    // The readers' own bound on depth is only there to be met after ours.
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(2 * ConfigValue.MAX_DEPTH)
            .maxDocumentLength(Limits.MAX_RELEASE_BYTES)
            .build();
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(BOUNDS).build();
    private static final JsonFactory YAML = new AnchoredYaml(BOUNDS);

    private Parsing() {}

    static ConfigValue parse(Document document) {
        String path = document.path();
        return switch (document.type()) {
            case YAML -> TreeReader.read(path, YAML, text(document));
            case JSON -> TreeReader.read(path, JSON, text(document));
            case PROPERTIES -> PropertiesReader.read(path, text(document));
            case TEXT, BINARY ->
                throw new IllegalArgumentException(
                        path + " is of type " + document.type() + ", which has no values to read");
        };
    }

    /** The text of a document, which must be UTF-8 to the last byte. */
    static String text(Document document) {
        if (document.content().size() > Limits.MAX_RELEASE_BYTES) {
            throw new ConfigSyntaxException(
                    new ConfigPosition(document.path(), 1, 1),
                    "larger than any release may be, " + Limits.MAX_RELEASE_BYTES + " bytes",
                    null);
        }
        ByteBuffer bytes = document.content().asByteBuffer();
        CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(bytes, chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            throw new ConfigSyntaxException(
                    end(document.path(), text),
                    "not UTF-8 at byte " + bytes.position() + ": a document of type " + document.type()
                            + " is text; other bytes are of type BINARY",
                    null);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The place behind a text. */
    private static ConfigPosition end(String document, String text) {
        int line = 1 + (int) text.chars().filter(each -> each == '\n').count();
        return new ConfigPosition(document, line, text.length() - text.lastIndexOf('\n'));
    }
}
