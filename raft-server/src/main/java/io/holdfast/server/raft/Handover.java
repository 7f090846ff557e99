package io.holdfast.server.raft;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LogAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands leadership to the most up-to-date follower, so that a planned stop costs no election timeout. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long MAX_MILLIS = 2_000;

    private Handover() {}

    /** Tries once, for at most two seconds; a failure only means that the others elect a leader by themselves. */
    static void transfer(
            RaftServer server,
            RaftServer.@Nullable Division division,
            HeartbeatBarrier barrier,
            RaftOptions options,
            long deadlineNanos) {
        long left = Math.min(MAX_MILLIS, (deadlineNanos - System.nanoTime()) / 1_000_000);
        if (division == null || !division.getInfo().isLeader() || left <= 0) {
            return;
        }
        Optional<RaftPeerId> successor = successor(barrier, options);
        if (successor.isEmpty()) {
            LOG.info("leadership not handed on: no follower answers node={}", options.node());
            return;
        }
        try {
            RaftClientReply reply = server.transferLeadership(new TransferLeadershipRequest(
                    ClientId.randomId(), server.getId(), division.getGroup().getGroupId(), 1, successor.get(), left));
            LOG.info(
                    "leadership handed on node={} successor={} done={}",
                    options.node(),
                    successor.get(),
                    reply.isSuccess());
        } catch (IOException e) {
            LOG.info("leadership not handed on node={} cause=\"{}\"", options.node(), e.toString());
        }
    }

    private static Optional<RaftPeerId> successor(HeartbeatBarrier barrier, RaftOptions options) {
        long silence = options.electionTimeoutMax().toMillis();
        return barrier.appenders().stream()
                .filter(LogAppender::isRunning)
                .map(LogAppender::getFollower)
                .filter(follower -> follower.getLastRpcResponseTime().elapsedTimeMs() <= silence)
                .max(Comparator.comparingLong(FollowerInfo::getMatchIndex))
                .map(FollowerInfo::getId);
    }
}
