package io.holdfast.server.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Makes Ratis' own services and log appenders, lets an {@link AppenderObserver} see the appenders and their replies, and
 * makes votes durable before they count.
 */
final class BarrierGrpcFactory extends GrpcFactory {
    private static final String OBSERVER = "io.holdfast.appender-observer";
    private static final String VOTES = "io.holdfast.vote-folder";
    private static final String CANDIDACY = "io.holdfast.candidate-watch";

    private final AppenderObserver observer;
    private final VoteFolder votes;
    private final CandidateWatch candidacy;

    BarrierGrpcFactory(Parameters parameters) {
        super(parameters);
        this.observer = parameters.getNonNull(OBSERVER, AppenderObserver.class);
        this.votes = parameters.getNonNull(VOTES, VoteFolder.class);
        this.candidacy = parameters.getNonNull(CANDIDACY, CandidateWatch.class);
    }

    /** Puts what the factory needs where it finds it: Ratis makes the factory, so it can be told no other way. */
    static void equip(Parameters parameters, AppenderObserver observer, VoteFolder votes, CandidateWatch candidacy) {
        parameters.put(OBSERVER, observer, AppenderObserver.class);
        parameters.put(VOTES, votes, VoteFolder.class);
        parameters.put(CANDIDACY, candidacy, CandidateWatch.class);
    }

    @Override
    public GrpcServices newRaftServerRpc(RaftServer server) {
        return new VoteSyncedRpc((GrpcServicesImpl) super.newRaftServerRpc(server), votes, candidacy);
    }

    @Override
    public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        LogAppender appender = new Appender(server, new ObservedLeaderState(state, observer), follower);
        observer.started(appender);
        return appender;
    }

    /** Ratis' appender, which wants Ratis' own services and not what stands before them. */
    private static final class Appender extends GrpcLogAppender {
        Appender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            super(server, state, follower);
        }

        @Override
        public GrpcServicesImpl getServerRpc() {
            RaftServerRpc rpc = getServer().getRaftServer().getServerRpc();
            return ((VoteSyncedRpc) rpc).delegate();
        }
    }
}
