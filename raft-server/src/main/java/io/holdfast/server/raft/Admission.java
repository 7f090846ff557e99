package io.holdfast.server.raft;

import io.holdfast.server.raft.AdmissionRule.Verdict;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import io.holdfast.wire.PeerRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other members, until the {@link AdmissionRule} decides, whether this node's empty disk may be formatted.
 *
 * <p>They are asked in rounds, all at once. A round that took long gives the next one twice the time: a leader that
 * takes longer to prove itself than it is given would otherwise be asked for ever.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final long FIRST_ASK_MILLIS = 1_000;
    private static final long LAST_ASK_MILLIS = 16_000;
    private static final long PAUSE_MILLIS = 200;
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RaftOptions options;
    private final PeerLink peers;
    private final CountDownLatch stopping;
    private final LongSupplier nanos;
    private long askMillis = FIRST_ASK_MILLIS;

    /**
     * Nobody is asked yet.
     *
     * @param stopping ends the waiting
     * @param nanos the monotonic clock
     */
    Admission(RaftOptions options, PeerLink peers, CountDownLatch stopping, LongSupplier nanos) {
        this.options = options;
        this.peers = peers;
        this.stopping = stopping;
        this.nanos = nanos;
    }

    /**
     * Blocks until the disk may be formatted or the node is stopping.
     *
     * @return which cluster's it is to be
     * @throws DirectoryException if another disk is on record for this node
     */
    ClusterId await() throws DirectoryException, InterruptedException {
        long said = nanos.getAsLong();
        do {
            long asked = nanos.getAsLong();
            Round round = ask();
            Verdict verdict = AdmissionRule.judge(options.members().size(), round.answers());
            if (verdict instanceof Verdict.Format format) {
                return ClusterId.read(options.cluster(), format.cluster());
            }
            if (verdict instanceof Verdict.Refuse refuse) {
                throw new DirectoryException("node " + options.node() + " has an empty data directory, but node "
                        + refuse.witness() + " has the disk " + refuse.storage()
                        + " on record for it in cluster id " + ClusterMark.id(options.cluster(), refuse.cluster())
                        + ": a wiped or swapped disk has forgotten its votes and must not join under"
                        + " the old id; bring the old disk back, or replace this member by one with a new id");
            }
            long now = nanos.getAsLong();
            if (verdict instanceof Verdict.Wait wait && now - said >= PROGRESS_NANOS) {
                said = now;
                LOG.info(
                        "waiting to format an empty disk node={} emptyMembers={} needed={} restored={} notReady={} silent={}",
                        options.node(),
                        wait.empty(),
                        wait.needed(),
                        wait.restored(),
                        round.notReady(),
                        round.silent());
            }
            if (now - asked >= TimeUnit.MILLISECONDS.toNanos(askMillis) / 2) {
                askMillis = Math.min(2 * askMillis, LAST_ASK_MILLIS);
            }
        } while (!stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        return ClusterId.ofName(options.cluster());
    }

    /**
     * What came of asking everybody once.
     *
     * @param answers by node
     * @param silent who gave none, and why
     */
    record Round(Map<String, Identified> answers, Map<String, String> silent) {
        /** Who has a past but cannot tell what it knows: it is starting, or hears of no leader. */
        List<String> notReady() {
            return answers.entrySet().stream()
                    .filter(answer -> answer.getValue().answer() == Answer.NOT_READY)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** One round of questions, to all at once. */
    private Round ask() throws InterruptedException {
        Map<String, String> silent = new TreeMap<>();
        PeerRequest.Identify question = new PeerRequest.Identify(options.node(), "", options.cluster());
        Map<String, Identified> answers = new TreeMap<>();
        Map<String, CompletableFuture<Identified>> asked = new TreeMap<>();
        for (MemberAddress member : options.members()) {
            if (!member.id().equals(options.node())) {
                asked.put(member.id(), peers.identify(member, question, askMillis));
            }
        }
        for (Map.Entry<String, CompletableFuture<Identified>> awaited : asked.entrySet()) {
            try {
                answers.put(awaited.getKey(), awaited.getValue().get(2 * askMillis, TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                silent.put(awaited.getKey(), String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                silent.put(awaited.getKey(), "no answer");
            }
        }
        return new Round(answers, silent);
    }
}
