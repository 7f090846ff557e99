package io.holdfast.wire;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchPush.Begun;
import io.holdfast.model.watch.WatchPush.Cancelled;
import io.holdfast.model.watch.WatchPush.Ended;
import io.holdfast.model.watch.WatchPush.Events;
import io.holdfast.model.watch.WatchPush.Progress;
import io.holdfast.model.watch.WatchPush.Reset;
import io.holdfast.model.watch.WatchPush.ResetEnd;
import io.holdfast.model.watch.WatchPush.ResetPage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node pushes to a watching client: {@code watch.proto}. The watch's number stands beside the kind in the message,
 * and may follow it: kinds are read into what they hold, and become pushes at the end.
 */
final class WatchPushCodec {
    private WatchPushCodec() {}

    /** Writes a push; {@code before} is the one before it in the frame, whose events are not written twice. */
    static void write(ProtoWriter writer, int field, WatchPush push, @Nullable WatchPush before) {
        int mark = writer.size();
        if (push instanceof Events events) {
            if (events.sharesEventsWith(before)) {
                writer.bool(4, true);
            } else {
                for (int i = events.events().size() - 1; i >= 0; i--) {
                    EventCodec.write(writer, 3, events.events().get(i));
                }
            }
            writer.number(2, events.upTo());
            writer.number(1, events.after());
            writer.message(3, mark);
        } else if (push instanceof ResetPage page) {
            KeyValueCodec.writeAll(writer, 1, page.keyValues());
            writer.message(6, mark);
        } else if (push instanceof Begun begun) {
            writer.number(1, begun.revision());
            writer.message(2, mark);
        } else if (push instanceof Progress progress) {
            writer.number(1, progress.revision());
            writer.message(4, mark);
        } else if (push instanceof Reset reset) {
            writer.number(1, reset.revision());
            writer.message(5, mark);
        } else if (push instanceof ResetEnd end) {
            writer.number(1, end.revision());
            writer.message(7, mark);
        } else if (push instanceof Ended ended) {
            OutcomeWriter.write(writer, 2, ended.why());
            writer.number(1, ended.why().revision());
            writer.message(8, mark);
        } else if (push instanceof Cancelled) {
            writer.message(9, mark);
        }
        writer.number(1, push.watch());
        writer.message(field, mark);
    }

    /** Reads a push; {@code before} is the one before it in the frame. */
    static WatchPush read(ProtoReader reader, @Nullable WatchPush before) throws MalformedException {
        long watch = 0;
        Kind kind = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> watch = reader.int64("watch");
                case 2 -> kind = reader.message("begun", kind, WatchPushCodec::begun);
                case 3 -> kind = reader.message("events", kind, events -> events(events, before));
                case 4 -> kind = reader.message("progress", kind, WatchPushCodec::progress);
                case 5 -> kind = reader.message("reset", kind, WatchPushCodec::reset);
                case 6 -> kind = reader.message("reset_page", kind, WatchPushCodec::resetPage);
                case 7 -> kind = reader.message("reset_end", kind, WatchPushCodec::resetEnd);
                case 8 -> kind = reader.message("ended", kind, WatchPushCodec::ended);
                case 9 -> kind = reader.message("cancelled", kind, WatchPushCodec::cancelled);
                default -> throw reader.unknownField();
            }
        }
        if (kind == null) {
            throw reader.missing("kind of push");
        }
        WatchPush push = kind.of(watch);
        if (push.watch() != watch) {
            throw reader.broken("watch", "is " + watch + " beside what concerns the whole stream");
        }
        return push;
    }

    /** A push but for the number of its watch. */
    private interface Kind {
        WatchPush of(long watch);
    }

    private static Kind begun(ProtoReader reader) throws MalformedException {
        long revision = revision(reader);
        return watch -> new Begun(watch, revision);
    }

    private static Kind progress(ProtoReader reader) throws MalformedException {
        long revision = revision(reader);
        return watch -> new Progress(revision);
    }

    private static Kind reset(ProtoReader reader) throws MalformedException {
        long revision = revision(reader);
        return watch -> new Reset(watch, revision);
    }

    private static Kind resetEnd(ProtoReader reader) throws MalformedException {
        long revision = revision(reader);
        return watch -> new ResetEnd(watch, revision);
    }

    private static Kind cancelled(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return Cancelled::new;
    }

    private static Kind events(ProtoReader reader, @Nullable WatchPush before) throws MalformedException {
        List<Event> events = new ArrayList<>();
        long after = 0;
        long upTo = 0;
        boolean shared = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> after = reader.int64("after");
                case 2 -> upTo = reader.int64("up_to");
                case 3 -> reader.element("events", events, EventCodec::read);
                case 4 -> shared = reader.bool("same_events");
                default -> throw reader.unknownField();
            }
        }
        if (shared && !(events.isEmpty() && before instanceof Events)) {
            throw reader.broken("same_events", "but there are none before, or others beside");
        }
        List<Event> told = shared && before instanceof Events known ? known.events() : events;
        Events read = new Events(WatchPush.STREAM, after, upTo, told);
        return watch -> new Events(watch, read.after(), read.upTo(), read.events());
    }

    private static Kind resetPage(ProtoReader reader) throws MalformedException {
        List<KeyValue> keyValues = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("key_values", keyValues, KeyValueCodec::read);
        }
        return watch -> new ResetPage(watch, keyValues);
    }

    private static Kind ended(ProtoReader reader) throws MalformedException {
        long revision = 0;
        Rejection why = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> revision = reader.int64("revision");
                case 2 -> why = reader.message("why", why, OutcomeReader::rejection);
                default -> throw reader.unknownField();
            }
        }
        if (why == null) {
            throw reader.missing("why");
        }
        Rejection whole = new Rejection(revision, why.reason(), why.message(), why.bound());
        return watch -> new Ended(watch, whole);
    }

    private static long revision(ProtoReader reader) throws MalformedException {
        long revision = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            revision = reader.int64("revision");
        }
        return revision;
    }
}
