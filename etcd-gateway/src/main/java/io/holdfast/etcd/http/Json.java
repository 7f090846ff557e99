package io.holdfast.etcd.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.holdfast.model.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * proto3 JSON as etcd's gateway writes and reads it: the schema's own names, bytes in Base64, 64-bit numbers as text, and
 * nothing that has its default value. Names in camel case are taken, too, and unknown ones passed over.
 */
final class Json {
    static final String TYPE = "application/json";

    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

    private Json() {}

    /** A message of the type of a prototype; nothing at all is an empty one. */
    static Message parse(Bytes body, Message prototype) throws InvalidProtocolBufferException {
        String text = new String(body.sharedArray(), StandardCharsets.UTF_8);
        Message.Builder builder = prototype.newBuilderForType();
        if (!text.isBlank()) {
            PARSER.merge(text, builder);
        }
        return builder.build();
    }

    /** A message. */
    static byte[] of(Message message) {
        return utf8(text(message));
    }

    /** One of many answers. */
    static byte[] result(Message message) {
        return utf8("{\"result\":" + text(message) + "}\n");
    }

    /** Why there is no answer. */
    static byte[] error(Status status) {
        String words = quoted(words(status));
        return utf8("{\"error\":" + words + ",\"code\":" + status.getCode().value() + ",\"message\":" + words + "}");
    }

    /** Why there are no more answers. */
    static byte[] streamError(Status status) {
        int code = status.getCode().value();
        int http = HttpStatus.of(status.getCode());
        return utf8("{\"error\":{\"grpc_code\":" + code + ",\"http_code\":" + http + ",\"code\":" + code
                + ",\"message\":" + quoted(words(status)) + "}}\n");
    }

    private static String words(Status status) {
        String words = status.getDescription();
        return words == null ? status.getCode().name() : words;
    }

    private static String text(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("no message of ours holds another of unknown type", e);
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
