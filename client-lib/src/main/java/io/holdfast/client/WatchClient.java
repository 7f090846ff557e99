package io.holdfast.client;

import io.holdfast.model.KeyRange;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * Watches: what happens to keys, in order of revision, without gap or duplicate, whatever node dies meanwhile. Safe for
 * any thread; opening a watch never waits.
 *
 * <pre>{@code
 * Watch watch = client.watch().listen(KeyRange.prefix(Bytes.utf8("jobs/")), WatchOptions.DEFAULT.withSnapshot(), listener);
 * }</pre>
 *
 * <p>All watches of a client share one connection to one node, any node. When it breaks, all go on together on another,
 * each from its position. At most 10 000 watches at a time; one more is refused with {@link RejectedException}
 * (TOO_MANY_WATCHES).
 *
 * <p>A consumer that is slower than what happens delays nobody but itself: up to {@link WatchOptions#bufferEvents} wait in
 * this process, beyond that the watch lets go of its node and goes on from its position when the consumer has caught up.
 * If by then that revision is compacted, a snapshot follows.
 */
public interface WatchClient {
    /** Watches with a listener on the client's callback executor. A listener that blocks needs one of its own. */
    Watch listen(KeyRange range, WatchOptions options, WatchListener listener);

    /** Watches with a listener on {@code executor}, which the client does not shut down. */
    Watch listen(KeyRange range, WatchOptions options, WatchListener listener, Executor executor);

    /**
     * A publisher of which each subscription is a watch of its own, made when it is subscribed to. Updates are counted as
     * they are: a batch of events is one. It follows the rules of {@link Flow}: no more updates than asked for, one at a
     * time, on the callback executor; nothing after {@code onError}. {@code onComplete} never comes.
     */
    Flow.Publisher<WatchUpdate> publish(KeyRange range, WatchOptions options);

    /** Watches with an iterator that waits. */
    WatchIterator iterate(KeyRange range, WatchOptions options);
}
