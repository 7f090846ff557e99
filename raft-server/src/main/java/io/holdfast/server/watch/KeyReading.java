package io.holdfast.server.watch;

import io.holdfast.server.watch.Watch.Reset;
import io.holdfast.statemachine.watch.KeyPage;
import io.holdfast.statemachine.watch.KeyScan;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page of keys that is being read for a reset, in shares: one at a time for a stream, as a page that is read in part
 * takes memory. A watch whose turn comes while another's page is under way gives its share to that one. Confined to
 * whoever polls the stream.
 */
final class KeyReading {
    /** Events looked at in one share: a poll may run on an event loop. */
    private static final int SHARE = 2_048;

    private @Nullable Work work;
    private int looked;

    /** A page under way, or read and not fetched. */
    private static final class Work {
        private final Watch watch;
        private final Reset reset;
        private final KeyScan scan;
        private @Nullable KeyPage page;

        Work(Watch watch, Reset reset) {
            this.watch = watch;
            this.reset = reset;
            this.scan = new KeyScan(watch.spec.range(), reset.revision(), Objects.requireNonNull(reset.from()));
        }

        /** Whether nobody will ever fetch it: the watch has ended, or its reset has begun anew. */
        boolean isOver(WatchSource source) {
            synchronized (watch.line) {
                return watch.place == Watch.Place.GONE
                        || !reset.equals(watch.reset())
                        || reset.revision() < source.floor();
            }
        }
    }

    /**
     * Reads a share.
     *
     * @param watch whose turn it is
     * @param reset which is at or above the floor and has keys to read
     * @return its next page, or null if that takes another turn
     */
    @Nullable
    KeyPage read(WatchSource source, Watch watch, Reset reset, int maxBytes) {
        Work current = work;
        if (current == null || current.isOver(source)) {
            current = new Work(watch, reset);
            work = current;
        }
        looked = 0;
        if (current.page == null) {
            current.page = current.scan.read(source, maxBytes, SHARE);
            looked = current.scan.looked();
        }
        if (current.page == null || current.watch != watch) {
            return null;
        }
        work = null;
        return current.page;
    }

    /** About how many events the last share looked at. */
    int looked() {
        return looked;
    }

    /** Lets go of what was read. */
    void forget() {
        work = null;
    }
}
