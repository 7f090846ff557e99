package io.holdfast.server.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.statemachine.watch.Bookmark;
import org.jspecify.annotations.Nullable;

/**
 * One watch: what it wants and how far it was served. It holds no events, only the revisions between which there may be
 * some that it was not given.
 *
 * <p>Guarded by the monitor of its {@link WatchLine}, except what says otherwise.
 */
final class Watch {
    /** Fixed cost of a watch for the node's budget: this object, its specification, its places in index and stream. */
    static final int BYTES = 512;

    final WatchLine line;
    final long number;
    final WatchSpec spec;

    Place place = Place.STARTING;

    /** Everything up to here was given, unless the stream has told a higher progress since the watch began. */
    private long position;

    /** How many progresses the stream had told when the watch began: of those it knows nothing. */
    private long toldBefore;

    /** No revision before this one holds anything that is still to be given; 0 if there is none at all. */
    private long next;

    /** No revision after this one does. */
    private long last;

    /** How many events of revision {@code next} are done with, and how many were looked at; see {@link Bookmark}. */
    private int within;

    private int ahead;

    /** The reset under way, or null. */
    private @Nullable Reset reset;

    /** Its place in its {@link WatchSet}; the hub's. */
    int slot = -1;

    Watch(WatchLine line, long number, WatchSpec spec) {
        this.line = line;
        this.number = number;
        this.spec = spec;
    }

    /**
     * Where a watch is. {@code STARTING} → {@code IDLE} → {@code QUEUED} → {@code IN_HAND} → {@code IDLE}, {@code QUEUED}
     * or {@code SEEKING}; {@code SEEKING} → {@code IDLE} or {@code QUEUED}; anything → {@code GONE}.
     */
    enum Place {
        /** Not begun: the hub has not come to it, or it waits for a revision to begin at. */
        STARTING,
        /** Up to date. */
        IDLE,
        /** Waits for its turn to be polled: it has something to give. */
        QUEUED,
        /** Being polled. */
        IN_HAND,
        /** The hub looks for the next revision that it wants. */
        SEEKING,
        /** Ended. */
        GONE
    }

    /**
     * A stretch of history that may hold something wanted.
     *
     * @param first the first revision
     * @param within how many of its events are done with
     * @param ahead how many of them were looked at
     * @param last the last revision
     */
    record Stretch(long first, int within, int ahead, long last) {
        static final Stretch NONE = new Stretch(0, 0, 0, 0);

        /** Where reading begins. */
        Bookmark start() {
            return new Bookmark(first - 1, within, ahead);
        }
    }

    /**
     * A reset that was announced.
     *
     * @param revision at which keys are read
     * @param from the next key to read, or null if only its end is to be told
     */
    record Reset(long revision, @Nullable Bytes from) {}

    /** It begins: everything after {@code newPosition} is wanted. */
    void begin(long newPosition) {
        place = Place.IN_HAND;
        position = newPosition;
        toldBefore = line.told();
    }

    /** The revision up to which everything was given. */
    long position() {
        return line.told() > toldBefore ? Math.max(position, line.progress()) : position;
    }

    void moveTo(long newPosition) {
        position = newPosition;
    }

    /** Something wanted happened in {@code revision}, which comes after all that were noted before. */
    void note(long revision) {
        noteAll(revision, revision);
    }

    /** Something wanted may have happened between these revisions. */
    void noteAll(long first, long through) {
        long from = Math.max(first, position + 1);
        if (through < from) {
            return;
        }
        if (next == 0) {
            next = from;
        }
        last = Math.max(last, through);
    }

    /** Whether something is, or may be, still to be given. */
    boolean isBehind() {
        return next != 0;
    }

    /** Hands out what is to be looked through; what is noted from now on comes after it. */
    Stretch take() {
        Stretch stretch = new Stretch(next, within, ahead, last);
        next = 0;
        last = 0;
        within = 0;
        ahead = 0;
        return stretch;
    }

    /** Everything up to {@code revision} is done with. */
    void doneThrough(long revision) {
        if (last <= revision) {
            next = 0;
            last = 0;
        } else {
            next = Math.max(next, revision + 1);
        }
    }

    /** A stretch is not done with: goes on at this place in it. */
    void goOn(Bookmark from, long through) {
        next = from.after() + 1;
        within = from.within();
        ahead = from.ahead();
        last = Math.max(last, through);
    }

    @Nullable
    Reset reset() {
        return reset;
    }

    /** Begins anew at {@code revision}: what lies before it is not wanted any more. */
    void resetAt(long revision) {
        reset = new Reset(revision, spec.range().start());
        position = revision;
        within = 0;
        ahead = 0;
        doneThrough(revision);
    }

    /** The reset goes on at this key, or with its end. */
    void resetGoesOn(@Nullable Bytes from) {
        Reset current = reset;
        if (current != null) {
            reset = new Reset(current.revision(), from);
        }
    }

    void resetEnds() {
        reset = null;
    }
}
