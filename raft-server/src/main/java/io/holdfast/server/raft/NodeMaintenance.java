package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.snapshot.SnapshotFile;
import io.holdfast.server.snapshot.Snapshotter;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.Identity;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.LogAppender;
import org.jspecify.annotations.Nullable;

/** Figures and readiness of this node, read from live state. Safe for any thread. */
final class NodeMaintenance implements Maintenance {
    /** Below this a log write may fail soon, and a failed log write stops the node. */
    private static final long MIN_FREE_BYTES = 256L << 20;

    /** Entries, each of which may hold thousands of commands: a node that keeps up is one or two behind. */
    private static final long MAX_LAG = 100;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long MEBIBYTE = 1 << 20;

    private final RaftOptions options;
    private final DataDirectory directory;
    private final NodeSecurity security;
    private final CoordinationState state;
    private final AppliedIndex applied;
    private final DigestSamples digests;
    private final Snapshotter snapshots;
    private final RaftClusterView view;
    private final HeartbeatBarrier barrier;
    private final Supplier<RaftServer.@Nullable Division> division;

    NodeMaintenance(
            RaftOptions options,
            DataDirectory directory,
            NodeSecurity security,
            CoordinationState state,
            AppliedIndex applied,
            DigestSamples digests,
            Snapshotter snapshots,
            RaftClusterView view,
            HeartbeatBarrier barrier,
            Supplier<RaftServer.@Nullable Division> division) {
        this.options = options;
        this.directory = directory;
        this.security = security;
        this.state = state;
        this.applied = applied;
        this.digests = digests;
        this.snapshots = snapshots;
        this.view = view;
        this.barrier = barrier;
        this.division = division;
    }

    @Override
    public NodeStatus status() {
        RaftServer.Division current = division.get();
        return new NodeStatus(
                options.cluster(),
                options.node(),
                view.role(),
                view.leader(),
                current == null ? 0 : current.getInfo().getCurrentTerm(),
                committed(current),
                applied.get(),
                state.revision(),
                state.compactedRevision(),
                state.keyCount(),
                state.history().payloadBytes(),
                digests.newest(),
                snapshot());
    }

    private NodeStatus.@Nullable SnapshotAt snapshot() {
        SnapshotFile newest = snapshots.newest();
        return newest == null
                ? null
                : new NodeStatus.SnapshotAt(newest.index(), newest.term(), newest.bytes(), snapshots.ageSeconds());
    }

    @Override
    public List<Check> checks() {
        RaftServer.Division current = division.get();
        return List.of(raft(current), leader(current), applied(current), storage(), disk(), certificate());
    }

    private Check raft(RaftServer.@Nullable Division current) {
        if (current == null) {
            return new Check(
                    "raft",
                    false,
                    directory.identity().isPresent()
                            ? "starting: reading snapshot and log"
                            : "waiting for a majority of the members before formatting an empty disk");
        }
        boolean running = current.getInfo().getLifeCycleState().isRunning();
        return new Check("raft", running, "life cycle " + current.getInfo().getLifeCycleState());
    }

    private Check leader(RaftServer.@Nullable Division current) {
        Leader leader = view.leader();
        if (current == null || leader == null) {
            return new Check("leader", false, "no leader is known");
        }
        long bound = 2 * options.electionTimeoutMax().toMillis();
        if (leader.node().equals(options.node())) {
            long contact = quorumContactMillis();
            return new Check(
                    "leader",
                    contact <= bound,
                    "this node leads; "
                            + (contact == NEVER
                                    ? "no quorum answered yet"
                                    : "a quorum answered " + contact + " ms ago at the latest"));
        }
        RoleInfoProto role = current.getInfo().getRoleInfoProto();
        long heard =
                role.hasFollowerInfo() ? role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs() : NEVER;
        return new Check(
                "leader",
                heard <= bound,
                "node " + leader.node() + " leads; "
                        + (heard == NEVER ? "nothing heard from it yet" : "heard from it " + heard + " ms ago"));
    }

    /** How long ago the last member needed for a majority answered: 0 if this node is one by itself. */
    private long quorumContactMillis() {
        int others = options.members().size() / 2;
        return others == 0
                ? 0
                : barrier.appenders().stream()
                        .filter(LogAppender::isRunning)
                        .map(appender ->
                                appender.getFollower().getLastRpcResponseTime().elapsedTimeMs())
                        .sorted()
                        .skip(others - 1L)
                        .findFirst()
                        .orElse(NEVER);
    }

    private Check applied(RaftServer.@Nullable Division current) {
        long lag = Math.max(0, committed(current) - applied.get());
        boolean ok = applied.get() >= 0 && lag <= MAX_LAG;
        return new Check(
                "applied",
                ok,
                applied.get() < 0 ? "nothing is applied yet" : lag + " committed entries not yet applied");
    }

    private Check storage() {
        Optional<Identity> identity = directory.identity();
        if (identity.isEmpty()) {
            return new Check("storage", false, "the disk is not formatted yet");
        }
        boolean registered = state.storageOf(options.node())
                .filter(identity.get().storage()::equals)
                .isPresent();
        return new Check(
                "storage",
                registered,
                "disk " + identity.get().storage() + (registered ? " is" : " is not yet") + " in the member table");
    }

    private Check disk() {
        try {
            long free = Files.getFileStore(directory.path()).getUsableSpace();
            boolean ok = free >= MIN_FREE_BYTES && Files.isWritable(directory.path());
            return new Check(
                    "disk",
                    ok,
                    free / MEBIBYTE + " MiB free" + (Files.isWritable(directory.path()) ? "" : ", not writable") + ", "
                            + MIN_FREE_BYTES / MEBIBYTE + " MiB needed");
        } catch (IOException e) {
            return new Check("disk", false, "the data directory cannot be looked at: " + e);
        }
    }

    private Check certificate() {
        Instant now = Instant.now();
        TlsMaterial material = security.material().current();
        Optional<String> problem = material.validityProblem(now);
        String valid = Stream.of(
                        expiry("the certificate", material.certificate(), now),
                        expiry("its authority", material.issuer(), now))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        long days = Duration.between(now, material.certificate().getNotAfter().toInstant())
                .toDays();
        return new Check(
                "certificate",
                problem.isEmpty(),
                problem.orElse("valid for " + days + " more days" + (valid.isEmpty() ? "" : "; WARNING: " + valid)));
    }

    /** A few words if it ends soon, else nothing. */
    private String expiry(String what, X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        return Duration.between(now, end).compareTo(security.expiryWarning()) < 0
                ? what + " ends at " + end + ", renew it with `holdfast pki rotate`"
                : "";
    }

    private static long committed(RaftServer.@Nullable Division current) {
        return current == null ? -1 : current.getRaftLog().getLastCommittedIndex();
    }
}
