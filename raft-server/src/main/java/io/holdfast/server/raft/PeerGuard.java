package io.holdfast.server.raft;

import io.holdfast.tls.IdentityException;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.Role;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards the Raft port: only nodes of this cluster, each only in its own name, only Raft's own protocol.
 *
 * <p>Ratis always serves its client and admin services on this port too, and believes whatever requestor id a message
 * carries; with any certificate of the authority one could append, reconfigure, or vote in another node's name. Here
 * every call's certificate is read, foreign services are refused, and each message's requestor must be the node in the
 * certificate. A vote is answered only after the folder of the vote file is durable ({@link VoteFolder}).
 *
 * <p>Called on gRPC's threads; safe for any thread.
 */
final class PeerGuard implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(PeerGuard.class);
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final int MAX_REMEMBERED = 256;

    private final String cluster;
    private final LiveMaterial live;
    private final VoteFolder votes;
    private final LongSupplier clock;
    private final Map<String, Long> lastLogged = new ConcurrentHashMap<>();

    PeerGuard(String cluster, LiveMaterial live, VoteFolder votes, LongSupplier clock) {
        this.cluster = cluster;
        this.live = live;
        this.votes = votes;
        this.clock = clock;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String remote = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        String service = String.valueOf(call.getMethodDescriptor().getServiceName());
        if (!service.equals(RaftServerProtocolServiceGrpc.SERVICE_NAME)) {
            return refuse(
                    call,
                    remote,
                    service,
                    "this port serves " + RaftServerProtocolServiceGrpc.SERVICE_NAME + " only, not " + service);
        }
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        Offer offer = Offer.of(session);
        if (!offer.isNodeOf(cluster)) {
            return refuse(
                    call, remote, offer.text(), "offered " + offer.text() + ", expected a node of cluster " + cluster);
        }
        Standing standing = new Standing(session);
        String fallen = standing.complaint();
        if (fallen != null) {
            return refuse(call, remote, offer.text(), fallen);
        }
        ServerCall.Listener<Q> listener = next.startCall(voteSynced(call), headers);
        return new RequestorCheck<>(listener, call, offer, standing, remote);
    }

    /** A call whose vote replies leave only after the vote is durable. */
    private <Q, R> ServerCall<Q, R> voteSynced(ServerCall<Q, R> call) {
        if (!"requestVote".equals(call.getMethodDescriptor().getBareMethodName())) {
            return call;
        }
        return new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(R message) {
                votes.sync();
                super.sendMessage(message);
            }
        };
    }

    private <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, String remote, String offered, String why) {
        logOnce(remote, offered, why);
        call.close(Status.PERMISSION_DENIED.withDescription(why), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    /** Once a minute for each peer host and offer: a refused peer tries again for ever. */
    private void logOnce(String remote, String offered, String why) {
        String host = remote.replaceAll(":\\d+$", "");
        long now = clock.getAsLong();
        if (lastLogged.size() > MAX_REMEMBERED) {
            lastLogged.clear();
        }
        Long previous = lastLogged.put(host + " " + offered, now);
        if (previous == null || now - previous >= QUIET_NANOS) {
            LOG.warn("raft peer refused remote={} reason=\"{}\"", remote, why);
        } else {
            lastLogged.put(host + " " + offered, previous);
        }
    }

    /** The id a message of Raft's protocol speaks for, or null for a message that is none. */
    private static @Nullable RaftRpcRequestProto envelope(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return append.getServerRequest();
        }
        if (message instanceof RequestVoteRequestProto vote) {
            return vote.getServerRequest();
        }
        if (message instanceof StartLeaderElectionRequestProto election) {
            return election.getServerRequest();
        }
        if (message instanceof InstallSnapshotRequestProto snapshot) {
            return snapshot.getServerRequest();
        }
        return message instanceof ReadIndexRequestProto read ? read.getServerRequest() : null;
    }

    /**
     * Whether the certificate of a connection would be accepted today as it was when the connection began. Checked anew
     * after each change of the material: connections outlive authorities. Confined to the call.
     */
    private final class Standing {
        private final @Nullable SSLSession session;

        /** The handshake was made with this generation or a later one. */
        private long checked = 1;

        Standing(@Nullable SSLSession session) {
            this.session = session;
        }

        /** Why the peer must not be heard any more; null if it may. */
        @Nullable
        String complaint() {
            long generation = live.generation();
            if (generation == checked || session == null) {
                return null;
            }
            try {
                live.current().requireClient(session.getPeerCertificates(), EnumSet.of(Role.NODE));
                checked = generation;
                return null;
            } catch (IdentityException e) {
                return String.valueOf(e.getMessage());
            } catch (SSLPeerUnverifiedException e) {
                return "no certificate was offered";
            }
        }
    }

    private final class RequestorCheck<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final Offer offer;
        private final Standing standing;
        private final String remote;
        private boolean refused;

        RequestorCheck(
                ServerCall.Listener<Q> delegate, ServerCall<Q, ?> call, Offer offer, Standing standing, String remote) {
            super(delegate);
            this.call = call;
            this.offer = offer;
            this.standing = standing;
            this.remote = remote;
        }

        @Override
        public void onMessage(Q message) {
            RaftRpcRequestProto envelope = envelope(message);
            String requestor = envelope == null ? "" : envelope.getRequestorId().toStringUtf8();
            if (refused) {
                return;
            }
            String fallen = standing.complaint();
            if (fallen != null) {
                refuse(offer.text(), fallen);
            } else if (offer.isNode(cluster, requestor)) {
                super.onMessage(message);
            } else {
                refuse(
                        offer.text() + " as " + requestor,
                        "offered " + offer.text() + ", expected node " + requestor + " of cluster " + cluster
                                + ": a node speaks only in its own name");
            }
        }

        private void refuse(String offered, String why) {
            refused = true;
            logOnce(remote, offered, why);
            call.close(Status.PERMISSION_DENIED.withDescription(why), new Metadata());
            super.onCancel();
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
