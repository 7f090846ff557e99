package io.holdfast.statemachine.watch;

import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.statemachine.kv.EventLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reading of the events that a watch wants, revision by revision. Confined to one thread.
 *
 * <p>It ends when it has looked at so many events, within a revision too. Whoever is given a part of a revision's events
 * must be given another: so of those that were found in it the last is held back until another one is, or the revision
 * ends. The {@link Bookmark} remembers it, so that even then nothing is looked at twice.
 */
final class EventScan {
    /** What passing a chunk of the log unseen counts for. */
    static final int SKIP_COST = 128;

    private static final int NO_PAGE = -1;

    private final EventLog log;
    private final WatchSpec spec;
    private final long upTo;
    private final int maxBytes;
    private final int maxScanned;
    private final List<Event> events = new ArrayList<>();

    private int index;
    private int runEnd;

    /** Whether events were passed unseen since the last one that was looked at. */
    private boolean skipped;

    private int budget;
    private int bytes;

    /** All of this revision and of those before it is done with. */
    private long through;

    /** Where the events of the revision under way begin, in the log and among the events found. */
    private int revisionStart;

    private int foundBefore;
    private int bytesBefore;

    /** What was left of the budget then. */
    private int budgetBefore;

    /** Where the last event found stands. */
    private int lastFound;

    private EventScan(EventLog log, WatchSpec spec, Bookmark from, long upTo, int maxBytes, int maxScanned) {
        this.log = log;
        this.spec = spec;
        this.upTo = upTo;
        this.maxBytes = maxBytes;
        this.maxScanned = maxScanned;
        this.budget = maxScanned;
        this.budgetBefore = maxScanned;
        this.through = from.after();
        this.revisionStart = log.countThrough(from.after());
        this.index = revisionStart + from.within();
        if (from.holdsOne()) {
            add(log.get(index));
            index = revisionStart + from.ahead();
        }
        this.runEnd = index;
    }

    /** Reads a page. */
    static EventPage page(EventLog log, WatchSpec spec, Bookmark from, long upTo, int maxBytes, int maxScanned) {
        return new EventScan(log, spec, from, upTo, maxBytes, maxScanned).run();
    }

    /** Looks for the first wanted event: a page without events that ends in front of it, and knows of more. */
    static EventPage seek(EventLog log, WatchSpec spec, Bookmark from, long upTo, int maxScanned) {
        return from.holdsOne()
                ? new EventPage(List.of(), from, true, 0, 0)
                : new EventScan(log, spec, from, upTo, NO_PAGE, maxScanned).run();
    }

    private EventPage run() {
        while (true) {
            if (index == runEnd && index < log.size()) {
                nextRun();
                continue;
            }
            Event event = index < log.size() ? log.get(index) : null;
            if (event == null || event.revision() > upTo) {
                return page(events, Bookmark.after(upTo), false, bytes);
            }
            enter(event.revision());
            if (isExhausted()) {
                return exhausted();
            }
            EventPage full = wanted(event) ? add(event) : null;
            if (full != null) {
                return full;
            }
            budget--;
            index++;
        }
    }

    /** Goes on to the next run of the log, and past it if nothing in it is wanted. */
    private void nextRun() {
        runEnd = log.runEnd(index);
        if (!log.mayHold(spec.range(), index)) {
            skipped = true;
            index = runEnd;
            budget -= SKIP_COST;
            if (budget < 0 && index < log.size()) {
                runEnd = log.runEnd(index); // looked at as far as the budget says: not at all
            }
        }
    }

    /** Revisions without events are done with as soon as a later one shows. */
    private void enter(long revision) {
        if (revision > through + 1) {
            through = revision - 1;
            revisionStart = skipped ? log.countThrough(through) : index;
            foundBefore = events.size();
            bytesBefore = bytes;
            budgetBefore = budget;
        }
        skipped = false;
    }

    /** A revision of which something was found is not split before it alone has cost as much as a reading may. */
    private boolean isExhausted() {
        return budget < 0 && (events.size() == foundBefore || budgetBefore - budget > maxScanned);
    }

    private EventPage exhausted() {
        if (events.size() == foundBefore) {
            return page(events, within(events.isEmpty() ? index : revisionStart), false, bytes);
        }
        if (foundBefore > 0) {
            return withoutRevision();
        }
        int given = events.size() - 1;
        Bookmark end = new Bookmark(through, lastFound - revisionStart, index - revisionStart);
        return page(events.subList(0, given), end, true, bytes - WatchSource.cost(events.get(given)));
    }

    private @Nullable EventPage add(Event event) {
        if (maxBytes == NO_PAGE) {
            return page(events, within(index), true, 0);
        }
        Event given =
                spec.previous() || event.previous() == null ? event : new Event(event.kind(), event.keyValue(), null);
        int cost = WatchSource.cost(given);
        if (!events.isEmpty() && bytes + cost > maxBytes) {
            return foundBefore > 0 ? withoutRevision() : page(events, within(index), true, bytes);
        }
        events.add(given);
        bytes += cost;
        lastFound = index;
        return null;
    }

    /** What came before the revision under way: that one comes whole in the next page. */
    private EventPage withoutRevision() {
        return page(events.subList(0, foundBefore), within(revisionStart), true, bytesBefore);
    }

    private Bookmark within(int place) {
        return new Bookmark(through, place - revisionStart, place - revisionStart);
    }

    private EventPage page(List<Event> given, Bookmark end, boolean more, int cost) {
        return new EventPage(given, end, more, cost, maxScanned - budget);
    }

    private boolean wanted(Event event) {
        return (event.kind() == Event.Kind.PUT ? spec.puts() : spec.deletes())
                && spec.range().contains(event.keyValue().key());
    }
}
