package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.DocumentList;
import io.holdfast.cli.output.OutputFormat;
import io.holdfast.client.RangeReply;
import io.holdfast.client.Served;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the key-values of a range as they come. */
abstract class RangePrinter {
    /** Prints the next key-values. */
    abstract void print(List<KeyValue> keyValues);

    /** There are no more. A range that failed midway is not completed: nobody may take its document for a whole one. */
    abstract void complete();

    /** As {@code format} says. */
    static RangePrinter of(
            PrintStream out, OutputFormat format, RangeReply head, boolean more, boolean keysOnly, boolean countOnly) {
        if (format == OutputFormat.TABLE) {
            return new Lines(out, head, true, !keysOnly, countOnly);
        }
        Document document = new Document()
                .put("revision", head.revision())
                .put("count", head.count())
                .put("more", more);
        Served served = head.served();
        Document by = new Document().put("node", served.node()).put("role", role(served));
        served.staleness().ifPresent(age -> by.put("stalenessMillis", age.toMillis()));
        document.put("served", by);
        return new Structured(new DocumentList(out, format, document, "kvs"));
    }

    /** Values alone, each byte for byte and then a line end; or keys alone, or the count alone. */
    static RangePrinter raw(PrintStream out, RangeReply head, boolean keysOnly, boolean countOnly) {
        return new Lines(out, head, keysOnly, !keysOnly, countOnly);
    }

    private static String role(Served served) {
        return served.role().name().toLowerCase(Locale.ROOT);
    }

    private static final class Structured extends RangePrinter {
        private final DocumentList list;

        Structured(DocumentList list) {
            this.list = list;
        }

        @Override
        void print(List<KeyValue> keyValues) {
            keyValues.forEach(keyValue -> list.add(KeyValues.document(keyValue)));
        }

        @Override
        void complete() {
            list.complete();
        }
    }

    private static final class Lines extends RangePrinter {
        private final PrintStream out;
        private final boolean keys;
        private final boolean values;

        Lines(PrintStream out, RangeReply head, boolean keys, boolean values, boolean countOnly) {
            this.out = out;
            this.keys = keys;
            this.values = values;
            if (countOnly) {
                out.println(head.count());
            }
        }

        @Override
        void print(List<KeyValue> keyValues) {
            for (KeyValue keyValue : keyValues) {
                if (keys) {
                    line(keyValue.key());
                }
                if (values) {
                    line(keyValue.value());
                }
            }
        }

        private void line(Bytes bytes) {
            out.write(bytes.sharedArray(), 0, bytes.size());
            out.write('\n');
        }

        @Override
        void complete() {
            out.flush();
        }
    }
}
