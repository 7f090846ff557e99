package io.holdfast.server.raft;

import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.Identity;
import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import io.holdfast.wire.PeerRequest;
import java.util.ArrayList;
import java.util.List;
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
 * that is wrong, and the node stops.
 *
 * <p>Confined to the ticker thread, but for the mark that a question is under way.
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
                    judge(identity, asked);
                    asking.set(false);
                });
    }

    private void judge(Identity identity, Map<String, CompletableFuture<Identified>> asked) {
        String own = identity.id().written(options.cluster());
        Map<String, List<String>> elsewhere = new TreeMap<>();
        asked.forEach((node, reply) -> {
            if (!reply.isCompletedExceptionally()) {
                Identified answer = reply.join();
                // One that was never formatted belongs nowhere yet.
                if (answer.answer() != Answer.EMPTY && !answer.cluster().equals(own)) {
                    elsewhere
                            .computeIfAbsent(answer.cluster(), cluster -> new ArrayList<>())
                            .add(node);
                }
            }
        });
        elsewhere.forEach((cluster, nodes) -> judge(identity, cluster, nodes));
    }

    private void judge(Identity identity, String cluster, List<String> nodes) {
        String theirs = cluster.isEmpty()
                ? "the cluster as it was before any restoration"
                : "cluster id " + cluster + ", restored from a backup";
        if (nodes.size() > options.members().size() / 2) {
            failStop.fail(
                    "CLUSTER_MISMATCH: the data directory of node " + options.node() + ", " + directory.path()
                            + ", belongs to cluster id " + identity.id() + ", but nodes " + nodes + " belong to "
                            + theirs
                            + ": they were restored without this one, or this one without them; move the directory"
                            + " aside and start the node on an empty one, it gets everything from the others",
                    null);
        } else {
            LOG.warn(
                    "CLUSTER_MISMATCH nodes={} node={} cause=\"they belong to {}, this node to cluster id {}: restore all"
                            + " members from the same backup with the same token\"",
                    nodes,
                    options.node(),
                    theirs,
                    identity.id());
        }
    }
}
