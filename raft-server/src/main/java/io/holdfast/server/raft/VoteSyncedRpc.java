package io.holdfast.server.raft;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;

/**
 * Ratis' gRPC services, with a candidate's vote for itself made durable before it asks others for theirs
 * ({@link VoteFolder}) and counted ({@link CandidateWatch}). Votes for others are made durable by {@link PeerGuard}.
 */
final class VoteSyncedRpc implements GrpcServices {
    private final GrpcServicesImpl delegate;
    private final VoteFolder votes;
    private final CandidateWatch candidacy;

    VoteSyncedRpc(GrpcServicesImpl delegate, VoteFolder votes, CandidateWatch candidacy) {
        this.delegate = delegate;
        this.votes = votes;
        this.candidacy = candidacy;
    }

    /** Ratis' own services, for its log appenders, which insist on them. */
    GrpcServicesImpl delegate() {
        return delegate;
    }

    /** Makes the connections to a peer anew; waits some seconds for calls under way on the old ones. */
    void renew(RaftPeerId peer) {
        delegate.getProxies().resetProxy(peer);
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        candidacy.asked();
        if (!request.getPreVote()) {
            votes.sync();
        }
        return delegate.requestVote(request);
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        return delegate.appendEntries(request);
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        return delegate.installSnapshot(request);
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return delegate.startLeaderElection(request);
    }

    @Override
    public RaftServerAsynchronousProtocol async() {
        return delegate.async();
    }

    @Override
    public void start() throws IOException {
        delegate.start();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        return delegate.getInetSocketAddress();
    }

    @Override
    public InetSocketAddress getClientServerAddress() {
        return delegate.getClientServerAddress();
    }

    @Override
    public InetSocketAddress getAdminServerAddress() {
        return delegate.getAdminServerAddress();
    }

    @Override
    public RpcType getRpcType() {
        return delegate.getRpcType();
    }

    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {
        delegate.addRaftPeers(peers);
    }

    @Override
    public void handleException(RaftPeerId server, Exception exception, boolean reconnect) {
        delegate.handleException(server, exception, reconnect);
    }

    @Override
    public void notifyNotLeader(RaftGroupId group) {
        delegate.notifyNotLeader(group);
    }
}
