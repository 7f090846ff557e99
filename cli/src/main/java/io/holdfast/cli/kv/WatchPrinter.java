package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchUpdate;
import io.holdfast.model.KeyValue;
import java.io.PrintStream;
import java.util.List;
import java.util.function.BiConsumer;

/** Prints what a watch tells: events and keys of snapshots as results, what is wrong with the watch as messages. */
final class WatchPrinter {
    private final BiConsumer<Document, String> out;
    private final PrintStream err;
    private final long maxEvents;
    private long events;

    /**
     * A printer.
     *
     * @param out takes an update as a document, and as text for people
     * @param err for messages
     * @param maxEvents how many events to print; those after them are left out
     */
    WatchPrinter(BiConsumer<Document, String> out, PrintStream err, long maxEvents) {
        this.out = out;
        this.err = err;
        this.maxEvents = maxEvents;
    }

    /** Whether as many events were printed as were asked for. */
    boolean done() {
        return events >= maxEvents;
    }

    void print(WatchUpdate update) {
        if (update instanceof WatchUpdate.Events batch) {
            print(batch.events());
        } else if (update instanceof WatchUpdate.SnapshotBegin begin) {
            out.accept(kind("snapshot").put("revision", begin.revision()), "SNAPSHOT " + begin.revision());
        } else if (update instanceof WatchUpdate.SnapshotPage page) {
            page.keyValues()
                    .forEach(keyValue -> out.accept(
                            kind("key").put("keyValue", KeyValues.document(keyValue)), text("KEY", keyValue)));
        } else if (update instanceof WatchUpdate.SnapshotEnd end) {
            out.accept(kind("snapshotEnd").put("revision", end.revision()), "END " + end.revision());
        } else if (update instanceof WatchUpdate.Progress mark) {
            out.accept(kind("progress").put("revision", mark.revision()), "PROGRESS " + mark.revision());
        } else if (update instanceof WatchUpdate.Stale stale) {
            err.println("stale: nothing proves that this is up to date since " + stale.since());
        }
    }

    private void print(List<WatchEvent> batch) {
        for (WatchEvent event : batch) {
            if (!done()) {
                events++;
                print(event);
            }
        }
    }

    private void print(WatchEvent event) {
        Document document;
        String text;
        if (event instanceof WatchEvent.Put put) {
            document = kind("put").put("keyValue", KeyValues.document(put.keyValue()));
            text = text("PUT", put.keyValue());
        } else {
            document = kind("delete").put("key", event.key()).put("revision", event.revision());
            text = "DELETE\n" + event.key().utf8();
        }
        event.previous().ifPresent(previous -> document.put("previous", KeyValues.document(previous)));
        out.accept(document, text);
    }

    private static Document kind(String kind) {
        return new Document().put("kind", kind);
    }

    private static String text(String kind, KeyValue keyValue) {
        return kind + "\n" + keyValue.key().utf8() + "\n" + keyValue.value().utf8();
    }
}
