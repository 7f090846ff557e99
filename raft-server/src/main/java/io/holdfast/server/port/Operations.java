package io.holdfast.server.port;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;

/**
 * What operators have a node do; who is one is the caller's to check. Never blocks; answers come by any thread, which must
 * not be kept.
 */
public interface Operations {
    /** Of a node that takes no orders. */
    Operations NONE = new Operations() {
        @Override
        public void copyState(long deadlineNanos, Answer<StateCopy> answer) {
            answer.failed(Failure.notApplied(Failure.Code.UNSUPPORTED, "this node hands out no snapshots"));
        }

        @Override
        public void handOver(String node, long deadlineNanos, Answer<String> answer) {
            answer.failed(Failure.notApplied(Failure.Code.UNSUPPORTED, "this node hands on no leadership"));
        }
    };

    /**
     * Takes a snapshot of everything this node has applied by now, unless there is one already, and opens it. A few may be
     * open at a time (OVERLOADED).
     *
     * @param deadlineNanos {@link System#nanoTime} after which it is not waited for any more
     * @param answer hears the snapshot, which is the caller's to close
     */
    void copyState(long deadlineNanos, Answer<StateCopy> answer);

    /**
     * Hands leadership to another member, if this node leads (NOT_LEADER).
     *
     * @param node the member's id; MALFORMED if it cannot lead
     * @param deadlineNanos as above; leadership may have moved all the same
     * @param answer hears the member, once it leads
     */
    void handOver(String node, long deadlineNanos, Answer<String> answer);
}
