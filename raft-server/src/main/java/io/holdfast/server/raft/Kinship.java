package io.holdfast.server.raft;

import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.Identity;
import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import io.holdfast.wire.PeerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the other members belong to the same cluster as this disk, as long as nobody is known to lead. A disk of
 * before a restoration has nothing to say to those of after: to Raft they are another group, and its node would call for
 * votes that nobody gives, for ever. If a majority of the members belongs elsewhere, and agrees on where, it is this disk
 * that is wrong, and the node stops. So it does if a member of its own cluster has another disk on record for it, which
 * without a leader it would not learn from the log.
 *
 * <p>Asks on the ticker thread; the answers are judged on whichever thread completes the last of them, gRPC's event loops as
 * a rule. One question is under way at a time, and so one judgement.
 */
final class Kinship {
    private static final Logger LOG = LoggerFactory.getLogger(Kinship.class);
    private static final long PATIENCE_MILLIS = 1_000;

    private final RaftOptions options;
    private final DataDirectory directory;
    private final PeerLink peers;
    private final FailStop failStop;
    private final AtomicBoolean asking = new AtomicBoolean();

    Kinship(RaftOptions options, DataDirectory directory, PeerLink peers, FailStop failStop) {
        this.options = options;
        this.directory = directory;
        this.peers = peers;
        this.failStop = failStop;
    }

    /** Asks everybody, unless that is under way; the answers are judged when all are there. */
    void tick() {
        Identity identity = directory.identity().orElse(null);
        if (identity == null || !asking.compareAndSet(false, true)) {
            return;
        }
        PeerRequest.Identify question = new PeerRequest.Identify(options.node(), identity.storage(), options.cluster());
        Map<String, CompletableFuture<Identified>> asked = new TreeMap<>();
        for (MemberAddress member : options.members()) {
            if (!member.id().equals(options.node())) {
                asked.put(member.id(), peers.identify(member, question, PATIENCE_MILLIS));
            }
        }
        CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> {
                    try {
                        judge(identity, asked);
                    } finally {
                        asking.set(false);
                    }
                });
    }

    private void judge(Identity identity, Map<String, CompletableFuture<Identified>> asked) {
        String own = identity.id().written(options.cluster());
        Map<String, Map<String, Identified>> elsewhere = new TreeMap<>();
        for (Map.Entry<String, CompletableFuture<Identified>> each : asked.entrySet()) {
            if (each.getValue().isCompletedExceptionally()) {
                continue;
            }
            Identified answer = each.getValue().join();
            if (!answer.cluster().equals(own)) {
                // One that was never formatted belongs nowhere yet.
                if (answer.answer() != Answer.EMPTY) {
                    elsewhere
                            .computeIfAbsent(answer.cluster(), cluster -> new TreeMap<>())
                            .put(each.getKey(), answer);
                }
            } else if (answer.answer() == Answer.RECORDED && !answer.storage().equals(identity.storage())) {
                failStop.fail(Registrar.swapped(identity, answer.storage()), null);
                return;
            }
        }
        elsewhere.forEach((cluster, answers) -> judge(identity, cluster, answers));
    }

    private void judge(Identity identity, String cluster, Map<String, Identified> answers) {
        String theirs = cluster.isEmpty()
                ? "the cluster as it was before any restoration"
                : "cluster id " + cluster + ", restored from a backup";
        if (answers.size() > options.members().size() / 2) {
            failStop.fail(
                    "CLUSTER_MISMATCH: the data directory of node " + options.node() + ", " + directory.path()
                            + ", belongs to cluster id " + identity.id() + ", but nodes " + answers.keySet()
                            + " belong to " + theirs
                            + ": they were restored without this one, or this one without them; " + advice(answers),
                    null);
        } else {
            LOG.warn(
                    "CLUSTER_MISMATCH nodes={} node={} cause=\"they belong to {}, this node to cluster id {}: restore all"
                            + " members from the same backup with the same token\"",
                    answers.keySet(),
                    options.node(),
                    theirs,
                    identity.id());
        }
    }

    /** What to do about a directory of another cluster than theirs: Admission refuses an empty one if there was one. */
    private static String advice(Map<String, Identified> answers) {
        return answers.values().stream()
                .filter(answer -> answer.answer() == Answer.RECORDED)
                .findAny()
                .map(answer -> "this node has been a member there, with disk " + answer.storage()
                        + ": move the directory aside and bring that one back, or replace this member by one with a new"
                        + " id; an empty one is refused")
                .orElse("move the directory aside and start the node on an empty one, it gets everything from the"
                        + " others");
    }
}
