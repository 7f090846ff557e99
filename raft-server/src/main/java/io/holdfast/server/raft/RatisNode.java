package io.holdfast.server.raft;

import io.grpc.ServerServiceDefinition;
import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.heap.HeapShares;
import io.holdfast.server.lease.AppliedLeases;
import io.holdfast.server.lease.Lessor;
import io.holdfast.server.lock.NodeLocks;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.notice.TopicHub;
import io.holdfast.server.port.ClusterView;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.port.LockHub;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NoticeHub;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.port.Reader;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.server.port.WatchHub;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.server.trace.WaitRecord;
import io.holdfast.server.watch.HistoryHub;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.tls.TlsException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core of one server: the state, the log under it, and the ports over it.
 *
 * <p>Life: {@link #open} builds everything; the ports answer at once, with UNAVAILABLE. {@link #start} joins the cluster
 * on a thread of its own: an empty disk first asks a majority whether it may be formatted, so the peer service must be
 * reachable by then. {@link #stop} hands leadership on, drains and closes. A failure after {@code start} is a
 * {@link FailStop}.
 */
public final class RatisNode {
    private static final Logger LOG = LoggerFactory.getLogger(RatisNode.class);

    private final RaftOptions options;
    private final DataDirectory directory;
    private final PeerPort port;
    private final PeerConnections connections;
    private final FailStop failStop;
    private final NodeThreads threads;
    private final AppliedIndex applied = new AppliedIndex();
    private final HeartbeatBarrier barrier;
    private final GroupCommitProposer proposer;
    private final ReadIndexReader reader;
    private final AppliedLeases appliedLeases;
    private final Lessor lessor;
    private final NodeLocks locks;
    private final TopicHub notices;
    private final ForwardedLeases leases;
    private final HistoryHub watches;
    private final RaftClusterView view;
    private final NodeMaintenance maintenance;
    private final NodeSnapshots snapshots;
    private final LogWaits waits;
    private final RatisStateMachine stateMachine;
    private final PeerLink peers;
    private final FirstLife life;
    private final PeerService peerService;
    private final Registrar registrar;
    private final Compactor compactor;
    private final CandidateWatch candidacy;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable RaftServer server;
    private volatile RaftServer.@Nullable Division division;

    private RatisNode(
            RaftOptions options,
            DataDirectory directory,
            PeerPort port,
            ServerMetrics metrics,
            FailStop failStop,
            HeapRoom heap,
            PeerLink peers) {
        this.options = options;
        this.directory = directory;
        this.port = port;
        this.failStop = failStop;
        this.peers = peers;
        this.threads = new NodeThreads(options.node(), failStop);
        CoordinationState state = new CoordinationState();
        Leadership leadership = new Leadership(options, () -> division);
        DigestSamples digests = new DigestSamples();
        SecureRandom random = new SecureRandom();
        barrier = new HeartbeatBarrier(leadership);
        RatisLog log = new RatisLog(leadership, () -> division);
        LeaderLog leaderLog = LeaderLog.of(options, leadership, log, peers, metrics);
        proposer = GroupCommitProposer.of(options.proposals(), leaderLog, threads.replies(), metrics, random);
        PeerBatches batches = PeerBatches.of(log, leadership, proposer, metrics);
        Duration questionPatience = options.electionTimeoutMax().multipliedBy(2);
        LeaderQuestion question = LeaderQuestion.of(options, leadership, peers, questionPatience, metrics);
        reader = new ReadIndexReader(
                new ReadIndexes.Sources(
                        barrier, options.electionTimeoutMin().toNanos(), question, questionPatience.toNanos()),
                leadership,
                applied,
                state::revision,
                state::query,
                threads.reads(),
                threads.barriers(),
                Clocks.SYSTEM,
                metrics,
                options.maxWaitingReads());
        appliedLeases = new AppliedLeases(state);
        lessor = new Lessor(new Lessor.Core(
                leadership,
                reader::prove,
                proposer,
                appliedLeases,
                System::nanoTime,
                threads.barriers(),
                threads.reads(),
                metrics));
        leases = ForwardedLeases.of(options, leadership, lessor, peers);
        locks = new NodeLocks(
                leadership, proposer, state, System::nanoTime, threads.replies(), threads.reads(), metrics);
        notices = new TopicHub(threads.replies(), metrics.notices());
        watches =
                new HistoryHub(state::watchSource, threads.watches(), System::nanoTime, metrics, HeapShares.watches());
        waits = new LogWaits(() -> division, applied, proposer::isIdle);
        LeaderContact contact = new LeaderContact(options, barrier, () -> division);
        view = new RaftClusterView(
                options,
                leadership,
                () -> division,
                node -> state.storageOf(node).orElse(""),
                metrics,
                contact::silentMillis,
                waits::diskMillis);
        snapshots = new NodeSnapshots(
                options, directory, threads.snapshots(), random.nextLong(), heap::isFull, metrics, () -> division);
        maintenance = new NodeMaintenance(
                options,
                directory,
                port.security(),
                state,
                applied,
                digests,
                snapshots,
                view,
                contact,
                () -> division,
                threads::renew);
        life = new FirstLife(directory, () -> division);
        stateMachine = new RatisStateMachine(
                state,
                applied,
                new ApplyFanOut(proposer, batches, barrier, lessor, locks, notices, watches, metrics),
                digests,
                snapshots.snapshotter(),
                () -> threads.ticker().execute(this::checkLeadership),
                failStop);
        PeerLeases peerLeases = new PeerLeases(lessor, leadership::isMember);
        peerService = new PeerService(options, life, state, reader, proposer, leadership, batches, peerLeases);
        view.onLeaderChange(leader -> reader.leaderChanged());
        candidacy = new CandidateWatch(options.node(), options.electionTimeoutMax(), failStop);
        connections = new PeerConnections(options, port.security(), peers, () -> server, threads::renew);
        registrar = new Registrar(options, directory, state, leadership, proposer, peers, failStop);
        compactor = new Compactor(options.history(), state, leadership::refusal, proposer, Clocks.SYSTEM);
    }

    /**
     * Builds a node on an open data directory, which stays the caller's to close after {@link #stop}.
     *
     * @param heap no snapshot is written while it is full
     * @throws TlsException if the material makes no TLS context for the peers, or none within the key exchange's policy
     */
    public static RatisNode open(
            RaftOptions options,
            DataDirectory directory,
            NodeSecurity security,
            ServerMetrics metrics,
            FailStop failStop,
            HeapRoom heap)
            throws TlsException {
        return new RatisNode(
                options,
                directory,
                PeerPort.of(security, options),
                metrics,
                failStop,
                heap,
                new PeerLink(options, security.material(), security.postQuantum(), () -> FirstLife.cluster(directory)));
    }

    /** Whether this process can exchange keys in the hybrid, post-quantum way with its peers. */
    public boolean hybridPeers() {
        return PeerTls.hybrid(port.security().material(), options);
    }

    /** The way down. */
    public Proposer proposer() {
        return proposer;
    }

    /** Reads at any level. */
    public Reader reader() {
        return reader;
    }

    /** What changes. */
    public WatchHub watches() {
        return watches;
    }

    /** Who is who. */
    public ClusterView cluster() {
        return view;
    }

    /** Lives of leases. */
    public LeaseService leases() {
        return leases;
    }

    /** What befalls acquisitions. */
    public LockHub locks() {
        return locks.hub();
    }

    /** That something changed. */
    public NoticeHub notices() {
        return notices;
    }

    /** Whose sessions there are. */
    public SessionDirectory sessions() {
        return appliedLeases;
    }

    /** This node's figures. */
    public Maintenance maintenance() {
        return maintenance;
    }

    /** What other nodes ask this one, to be served on the client port to node certificates only. */
    public ServerServiceDefinition peerService() {
        return peerService.definition();
    }

    /** Commands that wait for a log entry, for a gauge. */
    public int queuedCommands() {
        return proposer.queued();
    }

    /** Reads not yet answered, for a gauge. */
    public int waitingReads() {
        return reader.waiting();
    }

    /** How stale this node's state is at most, in milliseconds, -1 if nothing is proven; for a gauge. */
    public long stalenessMillis() {
        return reader.stalenessMillis();
    }

    /** What this node's log waits for, lately. */
    public WaitRecord waits() {
        return waits.known();
    }

    /** The Ratis division, null until it has started; for tests that break it. */
    RaftServer.@Nullable Division division() {
        return division;
    }

    /** Begins to join the cluster; returns at once. Readiness tells when it is done. */
    public void start() {
        threads.startTicking(this::tick, this::watch);
        threads.join(this::join);
    }

    /**
     * Hands leadership on, answers what is under way, and closes, within about the given time; what is still open then is
     * answered UNKNOWN.
     */
    public void stop(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        stopping.countDown();
        threads.awaitJoined(patience);
        snapshots.snapshotter().stop();
        proposer.stop();
        lessor.stop();
        locks.stop();
        RaftServer running = server;
        if (running != null) {
            threads.awaitTrue(this::isIdle, deadline - patience.toNanos() / 2);
            Handover.transfer(running, division, barrier, options, deadline);
            threads.close(running, deadline);
        }
        proposer.abandon();
        reader.abandon();
        leases.abandon();
        peers.close();
        threads.shutdown();
    }

    private boolean isIdle() {
        return proposer.isIdle() && reader.isIdle() && lessor.isIdle() && leases.isIdle();
    }

    private void join() {
        try {
            if (directory.identity().isEmpty() && !life.begin(options, peers, stopping)) {
                return;
            }
            VoteFolder votes = new VoteFolder(RatisServers.voteFolder(directory), failStop);
            RatisServers.requireVotes(directory);
            snapshots.restore(stateMachine);
            RaftServer built = RatisServers.start(
                    options,
                    directory,
                    port,
                    stateMachine,
                    barrier,
                    votes,
                    candidacy,
                    life::raftBegins,
                    this::threadDied);
            server = built;
            directory.markJoined();
            division = built.getDivision(RatisServers.group(directory));
            LOG.info(
                    "node started node={} peers={}",
                    options.node(),
                    options.self().peerAddress());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | DirectoryException | RuntimeException e) {
            failStop.fail("node " + options.node() + " cannot start: " + e.getMessage(), e);
        }
    }

    /** Stops the node, unless it is stopping: threads that are torn down may die of it. */
    private void threadDied(String line, @Nullable Throwable cause) {
        if (stopping.getCount() > 0) {
            failStop.fail(line, cause);
        } else {
            LOG.warn("while stopping node={} {}", options.node(), line, cause);
        }
    }

    /** Every few milliseconds, on the ticker thread. */
    private void tick() {
        waits.tick();
        proposer.tick();
        reader.tick();
        compactor.tick();
        snapshots.tick();
        watches.tick();
        checkLeadership();
        lessor.tick();
        locks.tick();
        leases.tick();
    }

    /** Every second or so, on the ticker thread. */
    private void watch() {
        RaftServer.Division current = division;
        if (current != null && stopping.getCount() > 0) {
            if (current.getInfo().getLifeCycleState().isClosingOrClosed()) {
                failStop.fail(
                        "Raft closed by itself on node " + options.node()
                                + " (see the errors above): a node without Raft only looks alive; start it again",
                        null);
                return;
            }
            if (stateMachine.isStuck()) {
                failStop.fail(
                        "the snapshot that a leader sent to node " + options.node()
                                + " was not put in its place (see the errors above): check the disk, then start the"
                                + " node again",
                        null);
            }
            candidacy.check(current.getInfo().getCurrentRole() == RaftPeerRole.CANDIDATE, System.nanoTime());
            registrar.tick();
            connections.tick(current.getInfo());
        }
    }

    private void checkLeadership() {
        view.check();
        proposer.checkLeadership();
        reader.checkLeadership();
    }
}
