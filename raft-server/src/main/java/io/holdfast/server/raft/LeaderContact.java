package io.holdfast.server.raft;

import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.LogAppender;
import org.jspecify.annotations.Nullable;

/**
 * How long ago this node last heard of its place in the cluster: as a follower from the leader, as the leader from a
 * majority. Reads what Ratis keeps without its locks; safe for any thread.
 */
final class LeaderContact {
    /** Nothing was heard yet. */
    static final long NEVER = Long.MAX_VALUE;

    private final RaftOptions options;
    private final HeartbeatBarrier barrier;
    private final Supplier<RaftServer.@Nullable Division> division;

    LeaderContact(RaftOptions options, HeartbeatBarrier barrier, Supplier<RaftServer.@Nullable Division> division) {
        this.options = options;
        this.barrier = barrier;
        this.division = division;
    }

    /**
     * In milliseconds, {@link #NEVER} for never.
     *
     * @param leader who leads as this node sees it
     */
    long silentMillis(String leader) {
        return leader.equals(options.node()) ? quorumMillis() : leaderMillis();
    }

    /** How long ago the last member needed for a majority answered: 0 if this node is one by itself. */
    private long quorumMillis() {
        int others = options.members().size() / 2;
        return others == 0
                ? 0
                : barrier.appenders().stream()
                        .filter(LogAppender::isRunning)
                        .map(appender ->
                                appender.getFollower().getLastRpcResponseTime().elapsedTimeMs())
                        .sorted()
                        .skip(others - 1L)
                        .findFirst()
                        .orElse(NEVER);
    }

    private long leaderMillis() {
        RaftServer.Division current = division.get();
        if (current == null) {
            return NEVER;
        }
        RoleInfoProto role = RoleGlimpse.of(current.getInfo());
        return role != null && role.hasFollowerInfo()
                ? role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs()
                : NEVER;
    }
}
