package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of one watch in the history of its range, and the judge of what may follow. Knows no streams and no time.
 *
 * <pre>
 * asked ──begun──▶ following (position, and how many events of the next revision came already)
 *   │                 │  ▲
 *   └──── reset ──────┴──┴─ reset (its revision, and the last key that came)
 * </pre>
 *
 * Whatever does not follow on what came before is {@link Step.Broken} and changes nothing: the watch is begun again from
 * its place. Confined to the loop.
 */
final class WatchCursor {
    /** What to do with a push. */
    sealed interface Step {
        /** Hand it on. */
        record Deliver(WatchPush push) implements Step {}

        /** Nothing in it is new. */
        record Nothing() implements Step {}

        /** It does not follow on what came before. */
        record Broken(String why) implements Step {}
    }

    private static final Step NOTHING = new Step.Nothing();
    private static final long UNKNOWN = -1;

    private final WatchSpec asked;
    private long position = UNKNOWN;

    /** The reset under way: its revision; 0 while there is none. */
    private long resetting;

    private @Nullable Bytes lastKey;

    /** A revision of which some events came, and how many; 0 while none is split. */
    private long splitRevision;

    private int splitTaken;

    /** How many of those are repeated by the stream the watch hangs on now. */
    private int repeated;

    /** Whether the stream the watch hangs on now has said where it begins. */
    private boolean begun;

    /** Whether any stream has. */
    private boolean everBegun;

    /** Whether a snapshot is to come first: asked for, or because a reset could not be read to its end. */
    private boolean awaitingReset;

    WatchCursor(WatchSpec asked) {
        this.asked = asked;
        awaitingReset = asked.snapshot();
        if (asked.fromRevision() > 0) {
            position = asked.fromRevision() - 1;
        }
    }

    /** Everything up to this revision was handed on; -1 before the watch began. */
    long position() {
        return position;
    }

    /** Whether the present stream has begun it and no reset is under way. */
    boolean following() {
        return begun && resetting == 0 && !awaitingReset;
    }

    /** The revision of the reset under way; 0 while there is none. */
    long resetting() {
        return resetting;
    }

    /** What to ask a new stream for, so that it goes on where the last one ended. Not while a reset is under way. */
    WatchSpec resume(long atLeast) {
        begun = false;
        repeated = splitTaken;
        if (awaitingReset) {
            return with(0, true, atLeast);
        }
        return with(position == UNKNOWN ? asked.fromRevision() : position + 1, false, atLeast);
    }

    /** What is left of the reset under way cannot be had any more: another one comes from the beginning. */
    void forgetReset() {
        resetting = 0;
        lastKey = null;
        awaitingReset = true;
    }

    private WatchSpec with(long from, boolean snapshot, long atLeast) {
        return new WatchSpec(
                asked.range(),
                from,
                snapshot,
                atLeast,
                asked.puts(),
                asked.deletes(),
                asked.previous(),
                asked.resetBelowFloor());
    }

    /** The part of the range a reset under way has not brought yet; empty if it brought all. */
    Optional<KeyRange> rest() {
        Bytes last = lastKey;
        KeyRange range = asked.range();
        if (last == null) {
            return Optional.of(range);
        }
        if (range.isSingle()) {
            return Optional.empty();
        }
        if (last.size() < Limits.MAX_KEY_BYTES) {
            Bytes next = Bytes.wrap(Arrays.copyOf(last.sharedArray(), last.size() + 1));
            return Optional.of(new KeyRange(next, range.end()));
        }
        KeyRange within = KeyRange.prefix(last);
        return within.isUnbounded() ? Optional.empty() : Optional.of(new KeyRange(within.end(), range.end()));
    }

    /** Takes the next push of this watch. */
    Step take(WatchPush push) {
        if (push instanceof WatchPush.Events events) {
            return events(events);
        }
        if (push instanceof WatchPush.Begun start) {
            return begun(start);
        }
        if (push instanceof WatchPush.Reset reset) {
            return reset(reset);
        }
        if (push instanceof WatchPush.ResetPage page) {
            return page(page);
        }
        if (push instanceof WatchPush.ResetEnd end) {
            return resetEnd(end);
        }
        return broken("unexpected " + push);
    }

    private Step begun(WatchPush.Begun start) {
        if (begun) {
            return broken("begun twice");
        }
        if (awaitingReset) {
            // Its position is the snapshot's, which follows.
            begun = true;
            return NOTHING;
        }
        if (position != UNKNOWN && start.revision() != position) {
            return broken("begun at " + start.revision());
        }
        boolean first = !everBegun;
        begun = true;
        everBegun = true;
        position = start.revision();
        return first ? new Step.Deliver(start) : NOTHING;
    }

    private Step events(WatchPush.Events batch) {
        List<Event> events = batch.events();
        if (!following()) {
            return broken("events before the beginning");
        }
        if (batch.after() != position || batch.upTo() < position || events.isEmpty()) {
            return broken("events (" + batch.after() + ", " + batch.upTo() + "]");
        }
        String disorder = disorder(batch);
        if (disorder != null) {
            return broken(disorder);
        }
        int skipped = Math.min(repeated, events.size());
        List<Event> fresh = events.subList(skipped, events.size());
        repeated -= skipped;
        if (batch.upTo() == position) {
            split(events.get(0).revision(), splitTaken + fresh.size());
        } else {
            split(0, 0);
            position = batch.upTo();
        }
        if (fresh.isEmpty() && batch.upTo() == batch.after()) {
            return NOTHING;
        }
        return new Step.Deliver(
                fresh.isEmpty()
                        ? new WatchPush.Progress(batch.upTo())
                        : new WatchPush.Events(batch.watch(), batch.after(), batch.upTo(), fresh));
    }

    /** What is wrong with the revisions of a batch; null if nothing is. */
    private @Nullable String disorder(WatchPush.Events batch) {
        List<Event> events = batch.events();
        boolean part = batch.upTo() == batch.after();
        long before = batch.after() + 1;
        long first = events.get(0).revision();
        if (splitRevision != 0 && first != splitRevision) {
            return "events of " + first + " in the middle of " + splitRevision;
        }
        int ofSplit = 0;
        for (Event event : events) {
            long revision = event.revision();
            if (revision < before || (part ? revision != first : revision > batch.upTo())) {
                return "an event of " + revision + " in (" + batch.after() + ", " + batch.upTo() + "]";
            }
            before = revision;
            ofSplit += revision == splitRevision ? 1 : 0;
        }
        if (!part && ofSplit < repeated) {
            return "only " + ofSplit + " more events of " + splitRevision + ", " + repeated + " came before";
        }
        return null;
    }

    private Step reset(WatchPush.Reset reset) {
        if (reset.revision() < Math.max(position, 1) || reset.revision() < resetting) {
            return broken("a reset at " + reset.revision());
        }
        begun = true;
        everBegun = true;
        awaitingReset = false;
        resetting = reset.revision();
        lastKey = null;
        split(0, 0);
        return new Step.Deliver(reset);
    }

    /** The next keys of the reset under way, pushed or read. */
    Step page(WatchPush.ResetPage page) {
        if (resetting == 0) {
            return broken("keys outside a reset");
        }
        Bytes before = lastKey;
        for (KeyValue keyValue : page.keyValues()) {
            Bytes key = keyValue.key();
            if (!asked.range().contains(key) || (before != null && before.compareTo(key) >= 0)) {
                return broken("the key " + key + " after " + before + " in a reset");
            }
            before = key;
        }
        lastKey = before;
        return page.keyValues().isEmpty() ? NOTHING : new Step.Deliver(page);
    }

    /** The reset under way is whole. */
    Step resetEnd(WatchPush.ResetEnd end) {
        if (resetting == 0 || end.revision() != resetting) {
            return broken("a reset's end at " + end.revision());
        }
        position = end.revision();
        resetting = 0;
        lastKey = null;
        return new Step.Deliver(end);
    }

    /** The stream was sent everything up to {@code revision}. */
    Step progress(long revision) {
        if (!following() || revision <= position) {
            return NOTHING;
        }
        if (splitRevision != 0) {
            return broken("progress to " + revision + " in the middle of " + splitRevision);
        }
        position = revision;
        return new Step.Deliver(new WatchPush.Progress(revision));
    }

    private void split(long revision, int taken) {
        splitRevision = revision;
        splitTaken = taken;
        if (revision == 0) {
            repeated = 0;
        }
    }

    private Step.Broken broken(String what) {
        return new Step.Broken(what + " at position " + position
                + (resetting == 0 ? "" : " within a reset at " + resetting)
                + (splitRevision == 0 ? "" : ", " + splitTaken + " events into " + splitRevision));
    }
}
