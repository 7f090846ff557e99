package io.holdfast.server.raft;

import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.server.leader.LogAppender;

/** Sees what a leader's log appenders see. Called on Ratis' threads: must not block and must not throw. */
interface AppenderObserver {
    /** An appender to a follower was made; it replaces any earlier one to the same follower. */
    void started(LogAppender appender);

    /** A follower answered an append request or a heartbeat; Ratis has dealt with the reply already. */
    void replied(LogAppender appender, AppendEntriesReplyProto reply);
}
