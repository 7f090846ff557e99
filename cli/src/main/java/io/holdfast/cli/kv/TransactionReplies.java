package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.client.DeleteReply;
import io.holdfast.client.OperationReply;
import io.holdfast.client.PutReply;
import io.holdfast.client.RangeReply;
import io.holdfast.client.TransactionReply;
import io.holdfast.model.KeyValue;
import java.util.ArrayList;
import java.util.List;

/** The answer to a transaction as a document and as lines. */
final class TransactionReplies {
    private TransactionReplies() {}

    static Document document(TransactionReply reply) {
        return new Document()
                .put("revision", reply.revision())
                .put("succeeded", reply.succeeded())
                .put(
                        "responses",
                        reply.replies().stream()
                                .map(TransactionReplies::response)
                                .toList());
    }

    private static Document response(OperationReply reply) {
        if (reply instanceof PutReply put) {
            Document fields = new Document().put("revision", put.revision());
            put.previous().ifPresent(old -> fields.put("previous", KeyValues.document(old)));
            return new Document().put("put", fields);
        }
        if (reply instanceof DeleteReply delete) {
            return new Document().put("delete", new Document().put("deleted", delete.deleted()));
        }
        if (reply instanceof RangeReply range) {
            return new Document()
                    .put(
                            "range",
                            new Document()
                                    .put("count", range.count())
                                    .put("more", range.more())
                                    .put("kvs", KeyValues.documents(range.keyValues())));
        }
        if (reply instanceof TransactionReply nested) {
            return new Document().put("transaction", document(nested));
        }
        throw new IllegalStateException("a reply of an unknown kind: " + reply);
    }

    static String lines(TransactionReply reply) {
        List<String> lines = new ArrayList<>();
        lines.add((reply.succeeded() ? "SUCCEEDED" : "FAILED") + ", revision " + reply.revision());
        for (OperationReply response : reply.replies()) {
            if (response instanceof DeleteReply delete) {
                lines.add("deleted " + delete.deleted());
            } else if (response instanceof RangeReply range) {
                for (KeyValue keyValue : range.keyValues()) {
                    lines.add(keyValue.key().utf8());
                    lines.add(keyValue.value().utf8());
                }
            } else if (response instanceof TransactionReply nested) {
                lines.add(lines(nested));
            } else {
                lines.add("OK");
            }
        }
        return String.join("\n", lines);
    }
}
