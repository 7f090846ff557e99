package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.Identity;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.PeerRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that this node's storage id stands in the replicated member table: tried again until it does. If another
 * one stands there, this disk must not vote, and the node stops; as it does if the disk is another cluster's ({@link
 * Kinship}).
 *
 * <p>Confined to the ticker thread, but for the mark that one try is under way.
 */
final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
    private static final long PATIENCE_MILLIS = 2_000;

    private final RaftOptions options;
    private final DataDirectory directory;
    private final CoordinationState state;
    private final Leadership leadership;
    private final Proposer proposer;
    private final PeerLink peers;
    private final FailStop failStop;
    private final Kinship kinship;
    private final AtomicBoolean trying = new AtomicBoolean();
    private boolean registered;

    Registrar(
            RaftOptions options,
            DataDirectory directory,
            CoordinationState state,
            Leadership leadership,
            Proposer proposer,
            PeerLink peers,
            FailStop failStop) {
        this.options = options;
        this.directory = directory;
        this.state = state;
        this.leadership = leadership;
        this.proposer = proposer;
        this.peers = peers;
        this.failStop = failStop;
        this.kinship = new Kinship(options, directory, peers, failStop);
    }

    /** Checks the table, and tries to register if this node is not in it; while nobody leads, checks who the others are. */
    void tick() {
        if (leadership.leader() == null) {
            kinship.tick();
        }
        Identity identity = directory.identity().orElse(null);
        if (registered || identity == null) {
            return;
        }
        Optional<String> recorded = state.storageOf(options.node());
        if (recorded.isPresent()) {
            registered = recorded.get().equals(identity.storage());
            if (registered) {
                LOG.info("disk registered node={} storage={}", options.node(), identity.storage());
            } else {
                failStop.fail(swapped(identity, recorded.get()), null);
            }
            return;
        }
        Leader leader = leadership.leader();
        // A leader whose client address is not known yet cannot be asked; the next tick looks again.
        if (leader != null && !leader.address().isEmpty() && trying.compareAndSet(false, true)) {
            attempt(leader, identity);
        }
    }

    /** What a node says that ends because another disk than its own is on record for it. */
    static String swapped(Identity identity, String recorded) {
        return "node " + identity.node() + " runs on disk " + identity.storage() + ", but disk " + recorded
                + " is on record for it: a swapped disk must not vote under this id; bring the old disk back, or replace"
                + " this member by one with a new id";
    }

    private void attempt(Leader leader, Identity identity) {
        if (leader.node().equals(options.node())) {
            MemberCommand command = new MemberCommand.Register(options.node(), identity.storage());
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            proposer.propose(new EncodedCommand(command, CommandCodec.encode(command)), deadline, new Attempt());
            return;
        }
        // The outcome shows in the table; only the end of the try matters here.
        peers.register(
                        MemberAddress.of(leader),
                        new PeerRequest.Register(options.node(), identity.storage()),
                        PATIENCE_MILLIS)
                .whenComplete((reply, failure) -> trying.set(false));
    }

    /** Ends a try, whatever came of it: the next tick looks at the table. */
    private final class Attempt implements Completion {
        @Override
        public void answered(Outcome outcome) {
            trying.set(false);
        }

        @Override
        public void failed(Failure failure) {
            trying.set(false);
        }
    }
}
