package io.holdfast.server.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/** Makes Ratis' own log appenders, and lets an {@link AppenderObserver} see them and their replies. */
final class BarrierGrpcFactory extends GrpcFactory {
    private static final String OBSERVER = "io.holdfast.appender-observer";

    private final AppenderObserver observer;

    BarrierGrpcFactory(Parameters parameters) {
        super(parameters);
        this.observer = parameters.getNonNull(OBSERVER, AppenderObserver.class);
    }

    /** Puts the observer where the factory finds it. */
    static void observe(Parameters parameters, AppenderObserver observer) {
        parameters.put(OBSERVER, observer, AppenderObserver.class);
    }

    @Override
    public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
        LogAppender appender = super.newLogAppender(server, new ObservedLeaderState(state, observer), follower);
        observer.started(appender);
        return appender;
    }
}
