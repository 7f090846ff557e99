package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.Registration;
import io.holdfast.client.Session;
import io.holdfast.client.SessionState;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.client.recipe.MembershipState.Loss;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears that a key of one's own, attached to a session, is gone: by its session's end, or taken away. Any thread. */
abstract class KeyGone implements WatchListener, AutoCloseable {
    final Session session;
    final long revision;
    private final HoldfastClient client;
    private final Bytes key;
    private boolean found;

    /** Guarded by this object's monitor. */
    private @Nullable List<Registration> open = new ArrayList<>();

    /**
     * Follows nothing yet.
     *
     * @param revision at which the key was created
     */
    KeyGone(HoldfastClient client, Bytes key, Session session, long revision) {
        this.client = client;
        this.key = key;
        this.session = session;
        this.revision = revision;
    }

    /** It is gone. */
    abstract void ended(Loss loss);

    /** It cannot be told any more. */
    abstract void failed(HoldfastException why);

    final void follow() {
        Registration ending = session.onStateChange(state -> {
            if (state == SessionState.EXPIRED) {
                ended(Loss.SESSION_ENDED);
            }
        });
        keep(ending);
        if (session.state() == SessionState.EXPIRED) {
            ended(Loss.SESSION_ENDED);
            return;
        }
        Watch watch = client.watch()
                .listen(KeyRange.single(key), WatchOptions.DEFAULT.deletesOnly().from(revision + 1), this);
        keep(watch::close);
    }

    private void keep(Registration part) {
        synchronized (this) {
            if (open != null) {
                open.add(part);
                return;
            }
        }
        part.close();
    }

    @Override
    public final void onEvents(WatchUpdate.Events batch) {
        gone();
    }

    @Override
    public final void onSnapshot(WatchUpdate.Snapshot part) {
        if (part instanceof WatchUpdate.SnapshotBegin) {
            found = false;
        } else if (part instanceof WatchUpdate.SnapshotPage page) {
            found = page.keyValues().stream().map(KeyValue::createRevision).anyMatch(created -> created == revision);
        } else if (!found) {
            gone();
        }
    }

    private void gone() {
        // The end of a session that was killed may be heard of through the key first; then it is called REMOVED.
        ended(session.state() == SessionState.EXPIRED ? Loss.SESSION_ENDED : Loss.REMOVED);
    }

    @Override
    public final void onError(HoldfastException why) {
        failed(why);
    }

    @Override
    public final void close() {
        List<Registration> closing;
        synchronized (this) {
            closing = open;
            open = null;
        }
        if (closing != null) {
            closing.forEach(Registration::close);
        }
    }
}
