package io.holdfast.wire;

import io.holdfast.model.Leader;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.watch.WatchPush;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a server sends on a client's stream. The first frame is a {@link Hello}. */
public sealed interface ServerFrame {
    /**
     * Answers the client's hello.
     *
     * @param version the protocol version spoken from here on
     * @param serverVersion the server's release
     * @param cluster the cluster's name
     * @param node the answering node
     * @param features the optional features that both sides understand
     * @param credit how many operations the client may have open at once on this stream, to begin with
     * @param leader who leads, or null if unknown
     */
    record Hello(
            int version,
            String serverVersion,
            String cluster,
            String node,
            Set<String> features,
            int credit,
            @Nullable Leader leader)
            implements ServerFrame {
        /** Copies the set. */
        public Hello {
            Objects.requireNonNull(serverVersion, "serverVersion");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(node, "node");
            features = Set.copyOf(features);
        }
    }

    /**
     * Results of any number of operations, in any order.
     *
     * @param results the results
     */
    record Results(List<Result> results) implements ServerFrame {
        /** Copies the list. */
        public Results {
            results = List.copyOf(results);
        }
    }

    /**
     * What happened to watches, in order for each of them.
     *
     * @param pushes what happened
     */
    record Watched(List<WatchPush> pushes) implements ServerFrame {
        /** Copies the list. */
        public Watched {
            pushes = List.copyOf(pushes);
        }
    }

    /**
     * What happened to acquisitions of sessions that the stream follows, in order for each of them.
     *
     * @param pushes what happened
     */
    record Locked(List<LockPush> pushes) implements ServerFrame {
        /** Copies the list. */
        public Locked {
            pushes = List.copyOf(pushes);
        }
    }

    /**
     * Topics that the stream subscribed to changed.
     *
     * @param topics which, each once
     */
    record Noticed(List<Topic> topics) implements ServerFrame {
        /** Copies the list. */
        public Noticed {
            topics = List.copyOf(topics);
        }
    }

    /**
     * Changes how many operations the client may have open at once on this stream. A result frees its operation's
     * place by itself; this frame moves the bound.
     *
     * @param credit the new bound, at least 1
     */
    record Credit(int credit) implements ServerFrame {}

    /**
     * Who leads now. Sent whenever it changes.
     *
     * @param leader the leader, or null while there is none
     */
    record LeaderChanged(@Nullable Leader leader) implements ServerFrame {}

    /**
     * The node is going away: send nothing more here. Open operations are still answered.
     *
     * @param why the reason, for logs
     */
    record GoAway(String why) implements ServerFrame {
        /** Refuses null. */
        public GoAway {
            Objects.requireNonNull(why, "why");
        }
    }
}
