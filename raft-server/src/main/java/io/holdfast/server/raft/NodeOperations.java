package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.Operations;
import io.holdfast.server.port.StateCopy;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** Snapshots to take along, and leadership to hand on. Safe for any thread. */
final class NodeOperations implements Operations {
    private final RaftOptions options;
    private final SnapshotCopies copies;
    private final Supplier<RaftServer.@Nullable Division> division;
    private final Executor waiting;

    /**
     * The operations of a node.
     *
     * @param waiting runs tasks that may wait for seconds
     */
    NodeOperations(
            RaftOptions options,
            SnapshotCopies copies,
            Supplier<RaftServer.@Nullable Division> division,
            Executor waiting) {
        this.options = options;
        this.copies = copies;
        this.division = division;
        this.waiting = waiting;
    }

    @Override
    public void copyState(long deadlineNanos, Answer<StateCopy> answer) {
        copies.open(deadlineNanos, answer);
    }

    @Override
    public void handOver(String node, long deadlineNanos, Answer<String> answer) {
        RaftServer.Division current = division.get();
        if (current == null || !current.getInfo().isLeader()) {
            answer.failed(Failure.notApplied(Failure.Code.NOT_LEADER, options.node() + " does not lead"));
        } else if (node.equals(options.node())) {
            answer.answered(node);
        } else if (current.getRaftConf().getPeer(RaftPeerId.valueOf(node)) == null) {
            answer.failed(Failure.notApplied(Failure.Code.MALFORMED, node + " is no voter of this cluster"));
        } else {
            waiting.execute(() -> handOver(current, node, deadlineNanos, answer));
        }
    }

    private void handOver(RaftServer.Division current, String node, long deadlineNanos, Answer<String> answer) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
        Failure failure;
        try {
            RaftServer server = current.getRaftServer();
            RaftClientReply reply = server.transferLeadership(new TransferLeadershipRequest(
                    ClientId.randomId(),
                    server.getId(),
                    current.getGroup().getGroupId(),
                    1,
                    RaftPeerId.valueOf(node),
                    millis));
            if (reply.isSuccess()) {
                answer.answered(node);
                return;
            }
            failure = reply.getNotLeaderException() == null
                    ? Failure.unknown(Failure.Code.TIMEOUT, String.valueOf(reply.getException()))
                    : Failure.notApplied(Failure.Code.NOT_LEADER, options.node() + " does not lead any more");
        } catch (IOException e) {
            failure = Failure.unknown(Failure.Code.TIMEOUT, node + " did not take leadership over: " + e);
        }
        answer.failed(failure);
    }
}
