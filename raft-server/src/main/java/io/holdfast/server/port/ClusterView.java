package io.holdfast.server.port;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this node knows of its cluster. Never blocks. */
public interface ClusterView {
    /** The cluster as this node sees it now. */
    ClusterDescription describe();

    /** Who leads, or null if this node does not know. */
    @Nullable
    Leader leader();

    /**
     * Calls {@code listener} whenever the leader changes (null: none known), on a thread of this view's own, until the
     * registration is closed. The listener must not block.
     */
    Registration onLeaderChange(Consumer<@Nullable Leader> listener);

    /** Ends a listening. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
