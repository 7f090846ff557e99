package io.holdfast.server.watch;

import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.watch.Watch.Stretch;
import io.holdfast.statemachine.watch.EventPage;
import io.holdfast.statemachine.watch.WatchSource;
import org.jspecify.annotations.Nullable;

/**
 * The page read last: the many watches of one prefix on a stream read history once, and share the list. Confined to
 * whoever polls the stream.
 */
final class SharedPage {
    /** Events looked at in one reading: a poll may run on an event loop. What takes longer is sought by the hub. */
    static final int SCANNED = 2_048;

    private @Nullable WatchSpec spec;
    private @Nullable Stretch stretch;
    private @Nullable EventPage page;
    private int looked;

    EventPage read(WatchSource source, WatchSpec wanted, Stretch within, int maxBytes) {
        EventPage known = page;
        if (known != null && begins(within) && known.bytes() <= maxBytes && sameEvents(wanted, spec)) {
            looked = 0;
            return within.equals(stretch) ? known : known.withMore();
        }
        EventPage read = source.events(wanted, within.start(), within.last(), maxBytes, SCANNED);
        looked = read.looked();
        boolean whole = read.upTo() >= within.last();
        spec = whole ? wanted : null;
        stretch = whole ? within : null;
        page = whole ? read : null;
        return read;
    }

    /** About how many events the last reading looked at: none if it was shared. */
    int looked() {
        return looked;
    }

    /**
     * Whether what was read is the whole of a stretch or its beginning: while much happens, each watch of a prefix is asked
     * for a little more than the one before it, and all but the little is the same.
     */
    private boolean begins(Stretch within) {
        Stretch known = stretch;
        return known != null && known.start().equals(within.start()) && known.last() <= within.last();
    }

    /** Lets go of what was read: it may be large, and nobody may ever ask again. */
    void forget() {
        spec = null;
        stretch = null;
        page = null;
    }

    private static boolean sameEvents(WatchSpec a, @Nullable WatchSpec b) {
        return b != null
                && a.puts() == b.puts()
                && a.deletes() == b.deletes()
                && a.previous() == b.previous()
                && a.range().equals(b.range());
    }
}
