package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.Operations;
import io.holdfast.server.snapshot.SnapshotFile;
import io.holdfast.server.snapshot.Snapshotter;
import io.holdfast.server.storage.ClusterId;
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
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** Figures and readiness of this node, read from live state. Safe for any thread. */
final class NodeMaintenance implements Maintenance {
    private final RaftOptions options;
    private final DataDirectory directory;
    private final NodeSecurity security;
    private final CoordinationState state;
    private final AppliedIndex applied;
    private final DigestSamples digests;
    private final Snapshotter snapshots;
    private final Operations operations;
    private final RaftClusterView view;
    private final LeaderContact contact;
    private final Supplier<RaftServer.@Nullable Division> division;

    NodeMaintenance(
            RaftOptions options,
            DataDirectory directory,
            NodeSecurity security,
            CoordinationState state,
            AppliedIndex applied,
            DigestSamples digests,
            NodeSnapshots snapshots,
            RaftClusterView view,
            LeaderContact contact,
            Supplier<RaftServer.@Nullable Division> division,
            Executor waiting) {
        this.options = options;
        this.directory = directory;
        this.security = security;
        this.state = state;
        this.applied = applied;
        this.digests = digests;
        this.snapshots = snapshots.snapshotter();
        this.operations = new NodeOperations(options, snapshots.copies(), division, waiting);
        this.view = view;
        this.contact = contact;
        this.division = division;
    }

    @Override
    public NodeStatus status() {
        RaftServer.Division current = division.get();
        return new NodeStatus(
                options.cluster(),
                directory
                        .identity()
                        .map(Identity::id)
                        .orElse(ClusterId.ofName(options.cluster()))
                        .toString(),
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

    @Override
    public long revision() {
        return state.revision();
    }

    @Override
    public Operations operations() {
        return operations;
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
        return current == null
                ? Verdicts.raftStarting(directory.identity().isPresent())
                : Verdicts.raft(
                        current.getInfo().getLifeCycleState().isRunning(),
                        current.getInfo().getLifeCycleState().toString());
    }

    private Check leader(RaftServer.@Nullable Division current) {
        Leader leader = view.leader();
        if (current == null || leader == null) {
            return Verdicts.noLeader();
        }
        long bound = 2 * options.electionTimeoutMax().toMillis();
        long silent = contact.silentMillis(leader.node());
        return leader.node().equals(options.node())
                ? Verdicts.leads(silent, bound)
                : Verdicts.follows(leader.node(), silent, bound);
    }

    private Check applied(RaftServer.@Nullable Division current) {
        return Verdicts.applied(applied.get(), Math.max(0, committed(current) - applied.get()));
    }

    private Check storage() {
        Optional<Identity> identity = directory.identity();
        return identity.isEmpty()
                ? Verdicts.unformatted()
                : Verdicts.storage(
                        identity.get().storage(),
                        state.storageOf(options.node())
                                .filter(identity.get().storage()::equals)
                                .isPresent());
    }

    private Check disk() {
        try {
            long free = Files.getFileStore(directory.path()).getUsableSpace();
            return Verdicts.disk(free, Files.isWritable(directory.path()));
        } catch (IOException e) {
            return Verdicts.noDisk(e.toString());
        }
    }

    private Check certificate() {
        Instant now = Instant.now();
        TlsMaterial material = security.material().current();
        String warning = Stream.of(
                        expiry("the certificate", material.certificate(), now),
                        expiry("its authority", material.issuer(), now))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        long days = Duration.between(now, material.certificate().getNotAfter().toInstant())
                .toDays();
        return Verdicts.certificate(material.validityProblem(now), days, warning);
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
