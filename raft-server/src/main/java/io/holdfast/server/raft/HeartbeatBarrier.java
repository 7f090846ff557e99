package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.leader.LogAppender;
import org.jspecify.annotations.Nullable;

/**
 * The leadership barrier over Ratis' log appenders: a fresh append reply in the same term from a majority.
 *
 * <p>Ratis' own read index is not used: it takes an acknowledgement obtained for an earlier read as good for every later
 * one up to the same commit index, so that a cut-off leader answers stale reads.
 *
 * <p>Why it holds. Reads of a barrier arrived before {@link #begin}. There, in this order: the term is read, the node is
 * found ready in it (its first entry is applied, so everything earlier leaders committed lies at or below the commit
 * index), the commit index is taken, the term is found unchanged. Then, for each follower, the next call id is taken
 * before a heartbeat is triggered: a successful reply in this term to that call or a later one means that the follower
 * knew no later term at a moment after {@code begin}. When a majority of the current configuration (and of the previous
 * one during a change) has said so, no later leader can have committed anything before {@code begin}.
 *
 * <p>Safe for any thread; at most one round is open.
 */
final class HeartbeatBarrier implements LeadershipBarrier, AppenderObserver {
    private final Map<RaftPeerId, LogAppender> appenders = new ConcurrentHashMap<>();
    private final Leadership leadership;
    private volatile @Nullable Round open;

    HeartbeatBarrier(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public void begin(Listener listener) {
        open = null;
        Leadership.Standing standing = leadership.standing();
        Failure refusal = standing.refusal();
        if (refusal != null) {
            listener.refused(refusal);
            return;
        }
        RaftConfiguration configuration = leadership.configuration();
        List<LogAppender> asked = new ArrayList<>();
        Map<RaftPeerId, Call> calls = new ConcurrentHashMap<>();
        for (RaftPeer peer : voters(configuration)) {
            LogAppender appender = appenders.get(peer.getId());
            if (appender != null && appender.isRunning()) {
                calls.put(peer.getId(), new Call(appender, appender.getCallId()));
                asked.add(appender);
            }
        }
        Round round = new Round(standing, configuration, calls, listener);
        open = round;
        for (LogAppender appender : asked) {
            appender.triggerHeartbeat();
        }
        finishIfMajority(round);
    }

    @Override
    public void started(LogAppender appender) {
        appenders.put(appender.getFollowerId(), appender);
    }

    @Override
    public void replied(LogAppender appender, AppendEntriesReplyProto reply) {
        Round round = open;
        if (round != null && round.acknowledge(appender, reply)) {
            finishIfMajority(round);
        }
    }

    /** The running appenders: one a follower while this node leads, none or stale ones otherwise. */
    Collection<LogAppender> appenders() {
        return appenders.values();
    }

    /** Sends a follower the commit index now, which it would learn with the next entry or heartbeat. */
    void tellCommitIndex(String follower) {
        LogAppender appender = appenders.get(RaftPeerId.valueOf(follower));
        if (appender != null && appender.isRunning()) {
            appender.triggerHeartbeat();
        }
    }

    private void finishIfMajority(Round round) {
        if (round.hasMajority(leadership.self()) && round.finish()) {
            if (open == round) {
                open = null;
            }
            round.listener.passed(round.standing.committedIndex());
        }
    }

    private static Set<RaftPeer> voters(RaftConfiguration configuration) {
        Set<RaftPeer> voters = new HashSet<>(configuration.getCurrentPeers());
        voters.addAll(configuration.getPreviousPeers());
        return voters;
    }

    /** The appender asked, and the first call id that counts. Ids of another appender do not compare. */
    private record Call(LogAppender appender, long first) {}

    private static final class Round {
        private final Leadership.Standing standing;
        private final RaftConfiguration configuration;
        private final Map<RaftPeerId, Call> calls;
        private final Listener listener;
        private final Set<RaftPeerId> acknowledged = ConcurrentHashMap.newKeySet();
        private boolean finished;

        Round(
                Leadership.Standing standing,
                RaftConfiguration configuration,
                Map<RaftPeerId, Call> calls,
                Listener listener) {
            this.standing = standing;
            this.configuration = configuration;
            this.calls = calls;
            this.listener = listener;
        }

        boolean acknowledge(LogAppender appender, AppendEntriesReplyProto reply) {
            Call call = calls.get(appender.getFollowerId());
            boolean counts = call != null
                    && call.appender() == appender
                    && reply.getResult() == AppendResult.SUCCESS
                    && reply.getTerm() == standing.term()
                    && appender.getCallIdComparator()
                                    .compare(reply.getServerReply().getCallId(), call.first())
                            >= 0;
            return counts && acknowledged.add(appender.getFollowerId());
        }

        boolean hasMajority(RaftPeerId self) {
            return majorityOf(configuration.getCurrentPeers(), self)
                    && majorityOf(configuration.getPreviousPeers(), self);
        }

        synchronized boolean finish() {
            boolean first = !finished;
            finished = true;
            return first;
        }

        private boolean majorityOf(Collection<RaftPeer> peers, RaftPeerId self) {
            int count = 0;
            for (RaftPeer peer : peers) {
                if (peer.getId().equals(self) || acknowledged.contains(peer.getId())) {
                    count++;
                }
            }
            return peers.isEmpty() || count > peers.size() / 2;
        }
    }
}
