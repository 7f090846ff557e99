package io.holdfast.server.raft;

import io.holdfast.server.raft.AdmissionRule.Verdict;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.wire.PeerReply.Identified;
import io.holdfast.wire.PeerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the other members, until the {@link AdmissionRule} decides, whether this node's empty disk may be formatted. */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final long ASK_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 200;
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RaftOptions options;
    private final PeerLink peers;
    private final CountDownLatch stopping;

    Admission(RaftOptions options, PeerLink peers, CountDownLatch stopping) {
        this.options = options;
        this.peers = peers;
        this.stopping = stopping;
    }

    /**
     * Blocks until the disk may be formatted or the node is stopping.
     *
     * @throws DirectoryException if another disk is on record for this node
     */
    void await() throws DirectoryException, InterruptedException {
        long said = System.nanoTime();
        do {
            Map<String, String> silent = new TreeMap<>();
            Verdict verdict = AdmissionRule.judge(options.members().size(), ask(silent));
            if (verdict instanceof Verdict.Format) {
                return;
            }
            if (verdict instanceof Verdict.Refuse refuse) {
                throw new DirectoryException("node " + options.node() + " has an empty data directory, but node "
                        + refuse.witness() + " has the disk " + refuse.storage()
                        + " on record for it: a wiped or swapped disk has forgotten its votes and must not join under"
                        + " the old id; bring the old disk back, or replace this member by one with a new id");
            }
            if (verdict instanceof Verdict.Wait wait && System.nanoTime() - said >= PROGRESS_NANOS) {
                said = System.nanoTime();
                LOG.info(
                        "waiting to format an empty disk node={} emptyMembers={} needed={} silent={}",
                        options.node(),
                        wait.empty(),
                        wait.needed(),
                        silent);
            }
        } while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** One round of questions, to all at once; notes who stayed silent and why. */
    private Map<String, Identified> ask(Map<String, String> silent) throws InterruptedException {
        PeerRequest.Identify question = new PeerRequest.Identify(options.node(), "", options.cluster());
        Map<String, Identified> answers = new TreeMap<>();
        Map<String, CompletableFuture<Identified>> asked = new TreeMap<>();
        for (MemberAddress member : options.members()) {
            if (!member.id().equals(options.node())) {
                asked.put(member.id(), peers.identify(member, question, ASK_MILLIS));
            }
        }
        for (Map.Entry<String, CompletableFuture<Identified>> awaited : asked.entrySet()) {
            try {
                answers.put(awaited.getKey(), awaited.getValue().get(2 * ASK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                silent.put(awaited.getKey(), String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                silent.put(awaited.getKey(), "no answer");
            }
        }
        return answers;
    }
}
