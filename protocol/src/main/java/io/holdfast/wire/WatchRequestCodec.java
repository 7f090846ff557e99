package io.holdfast.wire;

import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchSpec;

/** What a client asks about watches: {@code watch.proto}. */
final class WatchRequestCodec {
    private WatchRequestCodec() {}

    static void write(ProtoWriter writer, int field, WatchRequest request) {
        int mark = writer.size();
        if (request instanceof WatchRequest.Create create) {
            write(writer, 2, create.spec());
            writer.number(1, create.watch());
            writer.message(1, mark);
        } else if (request instanceof WatchRequest.Cancel cancel) {
            writer.number(1, cancel.watch());
            writer.message(2, mark);
        } else if (request instanceof WatchRequest.Progress) {
            writer.message(3, mark);
        }
        writer.message(field, mark);
    }

    static WatchRequest read(ProtoReader reader) throws MalformedException {
        WatchRequest request = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            request = switch (field) {
                case 1 -> reader.message("create", request, WatchRequestCodec::create);
                case 2 -> reader.message("cancel", request, WatchRequestCodec::cancel);
                case 3 -> reader.message("progress", request, WatchRequestCodec::progress);
                default -> throw reader.unknownField();
            };
        }
        if (request == null) {
            throw reader.missing("kind of request");
        }
        return request;
    }

    private static WatchRequest create(ProtoReader reader) throws MalformedException {
        long watch = 0;
        WatchSpec spec = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> watch = reader.int64("watch");
                case 2 -> spec = reader.message("spec", spec, WatchRequestCodec::spec);
                default -> throw reader.unknownField();
            }
        }
        if (watch <= 0) {
            throw reader.broken("watch", "is not positive: " + watch);
        }
        if (spec == null) {
            throw reader.missing("spec");
        }
        return new WatchRequest.Create(watch, spec);
    }

    private static WatchRequest cancel(ProtoReader reader) throws MalformedException {
        long watch = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            watch = reader.int64("watch");
        }
        return new WatchRequest.Cancel(watch);
    }

    private static WatchRequest progress(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new WatchRequest.Progress();
    }

    private static void write(ProtoWriter writer, int field, WatchSpec spec) {
        int mark = writer.size();
        writer.bool(8, spec.resetBelowFloor());
        writer.bool(7, spec.previous());
        writer.bool(6, spec.deletes());
        writer.bool(5, spec.puts());
        writer.number(4, spec.atLeast());
        writer.bool(3, spec.snapshot());
        writer.number(2, spec.fromRevision());
        RangeCodec.write(writer, 1, spec.range());
        writer.message(field, mark);
    }

    private static WatchSpec spec(ProtoReader reader) throws MalformedException {
        KeyRange range = null;
        long fromRevision = 0;
        boolean snapshot = false;
        long atLeast = 0;
        boolean puts = false;
        boolean deletes = false;
        boolean previous = false;
        boolean resetBelowFloor = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> range = reader.message("range", range, RangeCodec::readRange);
                case 2 -> fromRevision = reader.int64("from_revision");
                case 3 -> snapshot = reader.bool("snapshot");
                case 4 -> atLeast = reader.int64("at_least");
                case 5 -> puts = reader.bool("puts");
                case 6 -> deletes = reader.bool("deletes");
                case 7 -> previous = reader.bool("previous");
                case 8 -> resetBelowFloor = reader.bool("reset_below_floor");
                default -> throw reader.unknownField();
            }
        }
        if (range == null) {
            throw reader.missing("range");
        }
        if (fromRevision < 0) {
            throw reader.broken("from_revision", "is negative: " + fromRevision);
        }
        if (atLeast < 0) {
            throw reader.broken("at_least", "is negative: " + atLeast);
        }
        if (snapshot && fromRevision != 0) {
            throw reader.broken("from_revision", "stands beside a snapshot: " + fromRevision);
        }
        return new WatchSpec(range, fromRevision, snapshot, atLeast, puts, deletes, previous, resetBelowFloor);
    }
}
