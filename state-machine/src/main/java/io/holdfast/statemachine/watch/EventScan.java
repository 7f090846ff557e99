package io.holdfast.statemachine.watch;

import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.statemachine.kv.EventLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of the events that a watch wants, revision by revision. Confined to one thread. */
final class EventScan {
    /** What passing a chunk of the log unseen counts for. */
    private static final int SKIP_COST = 128;

    private final EventLog log;
    private final WatchSpec spec;
    private final long upTo;
    private final int maxBytes;
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

    EventScan(EventLog log, WatchSpec spec, long after, int skipWithin, long upTo, int maxBytes, int maxScanned) {
        this.log = log;
        this.spec = spec;
        this.upTo = upTo;
        this.maxBytes = maxBytes;
        this.budget = maxScanned;
        this.through = after;
        this.revisionStart = log.countThrough(after);
        this.index = revisionStart + skipWithin;
        this.runEnd = index;
    }

    EventPage page() {
        while (true) {
            if (index == runEnd && index < log.size()) {
                nextRun();
                continue;
            }
            Event event = index < log.size() ? log.get(index) : null;
            if (event == null || event.revision() > upTo) {
                return new EventPage(events, upTo, 0, false, bytes);
            }
            enter(event.revision());
            if (budget < 0 && events.size() == foundBefore) {
                return new EventPage(events, through, events.isEmpty() ? index - revisionStart : 0, false, bytes);
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

    /** Every revision has events, so those between are done with as soon as a later one shows. */
    private void enter(long revision) {
        if (revision > through + 1) {
            through = revision - 1;
            revisionStart = skipped ? log.countThrough(through) : index;
            foundBefore = events.size();
            bytesBefore = bytes;
        }
        skipped = false;
    }

    private @Nullable EventPage add(Event event) {
        Event given =
                spec.previous() || event.previous() == null ? event : new Event(event.kind(), event.keyValue(), null);
        int cost = WatchSource.cost(given);
        if (!events.isEmpty() && bytes + cost > maxBytes) {
            return foundBefore > 0
                    ? withoutRevision()
                    : new EventPage(events, through, index - revisionStart, true, bytes);
        }
        events.add(given);
        bytes += cost;
        return null;
    }

    /** What came before the revision under way: that one comes whole in the next page. */
    private EventPage withoutRevision() {
        return new EventPage(events.subList(0, foundBefore), through, 0, true, bytesBefore);
    }

    private boolean wanted(Event event) {
        return (event.kind() == Event.Kind.PUT ? spec.puts() : spec.deletes())
                && spec.range().contains(event.keyValue().key());
    }
}
