package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.raft.LogEntry.QueuedProposal;
import io.holdfast.server.raft.Sendings.Sending;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the commands of a refused entry.
 *
 * @param again go back to the queue: no copy of the entry has reached any log, its number is free
 * @param singly whether each of these is to have an entry of its own from here on: the refusal meant one of them
 * @param failed were not applied and never will be
 * @param doubtful may be applied by an earlier copy
 */
record Refused(List<QueuedProposal> again, boolean singly, List<QueuedProposal> failed, List<QueuedProposal> doubtful) {
    /** Nothing: the sending did not count any more. */
    static final Refused NOTHING = new Refused(List.of(), false, List.of(), List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Refused.class);

    /** Tells of a refusal for good, whoever waits included. */
    void tell(Sending sending, Failure failure, Executor replies) {
        LOG.warn(
                "an entry was refused number={} commands={} by={} why={}",
                sending.entry().number(),
                sending.entry().size(),
                sending.to().node(),
                failure.message());
        Failure unknown = Failure.unknown(failure.code(), failure.message() + "; an earlier copy may be applied");
        replies.execute(() -> {
            failed.forEach(queued -> queued.fail(failure));
            doubtful.forEach(queued -> queued.fail(unknown));
        });
    }
}
