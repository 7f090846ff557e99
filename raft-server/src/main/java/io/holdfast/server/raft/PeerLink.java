package io.holdfast.server.raft;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.holdfast.model.Limits;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.PeerMethod;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import io.netty.handler.ssl.SslContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks other nodes on their client port, over mutual TLS with this node's certificate. An answer counts only if the
 * certificate behind it is the asked node's. One connection a node is kept open; every question has a time limit.
 *
 * <p>Safe for any thread; futures complete on gRPC's event loops.
 */
final class PeerLink implements AutoCloseable {
    /** What fills a frame for a client fits here too, with what stands around it. */
    private static final int MAX_REPLY_BYTES = Limits.MAX_FRAME_BYTES + (1 << 16);

    private static final long PING_SECONDS = 10;
    private static final long PING_TIMEOUT_SECONDS = 5;

    private final String cluster;
    private final SslContext tls;
    private final Supplier<String> own;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    /** The link of a member of a cluster that was never restored. */
    PeerLink(RaftOptions options, TlsMaterial material) throws TlsException {
        this(options, LiveMaterial.of(material), PostQuantum.PREFER, () -> "");
    }

    /**
     * A link that shows the material of each moment.
     *
     * @param own which cluster of the name this node belongs to at the moment, as messages have it: every call says it
     * @throws TlsException if the policy on the key exchange cannot be kept by this process
     */
    PeerLink(RaftOptions options, LiveMaterial live, PostQuantum policy, Supplier<String> own) throws TlsException {
        this.cluster = options.cluster();
        this.tls = NettyContexts.client(live, policy);
        this.own = own;
    }

    /** Makes the next question to a member go over a new connection; questions under way are answered on the old one. */
    void renew(MemberAddress member) {
        ManagedChannel old = channels.remove(member.clientAddress());
        if (old != null) {
            old.shutdown();
        }
    }

    /** What the member knows of this node's disk; fails if it cannot be asked within the time. */
    CompletableFuture<PeerReply.Identified> identify(
            MemberAddress member, PeerRequest.Identify request, long timeoutMillis) {
        return call(member, PeerMethod.IDENTIFY, request, timeoutMillis);
    }

    /** Asks the member, which should lead, to enter a disk into the member table. */
    CompletableFuture<PeerReply.Registration> register(
            MemberAddress member, PeerRequest.Register request, long timeoutMillis) {
        return call(member, PeerMethod.REGISTER, request, timeoutMillis);
    }

    /** Asks the leader for a read index. */
    CompletableFuture<PeerReply.ReadIndexed> readIndex(
            MemberAddress leader, PeerRequest.ReadIndex request, long timeoutMillis) {
        return call(leader, PeerMethod.READ_INDEX, request, timeoutMillis);
    }

    /** Hands an entry to the leader. */
    CompletableFuture<PeerReply.Proposed> propose(MemberAddress leader, PeerRequest.Propose entry, long timeoutMillis) {
        return call(leader, PeerMethod.PROPOSE, entry, timeoutMillis);
    }

    /** Hands the leader what was asked about lives of leases; answers come in parts. */
    void askLeases(MemberAddress leader, PeerRequest.AskLeases ask, long timeoutMillis, ForwardedLeases.Ear ear) {
        call(leader, PeerMethod.ASK_LEASES, ask, timeoutMillis, new Hearing<>() {
            @Override
            public void heard(PeerReply.LeasesTold part) {
                ear.told(part);
            }

            @Override
            public void ended(Status status) {
                ear.ended(status.toString());
            }
        });
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }

    private <Q, R> CompletableFuture<R> call(
            MemberAddress member, MethodDescriptor<Q, R> method, Q request, long timeoutMillis) {
        CompletableFuture<R> reply = new CompletableFuture<>();
        call(member, method, request, timeoutMillis, new Hearing<>() {
            private @Nullable R message;

            @Override
            public void heard(R answer) {
                message = answer;
            }

            @Override
            public void ended(Status status) {
                R answer = message;
                if (!status.isOk() || answer == null) {
                    reply.completeExceptionally(status.asRuntimeException());
                } else {
                    reply.complete(answer);
                }
            }
        });
        return reply;
    }

    private <Q, R> void call(
            MemberAddress member, MethodDescriptor<Q, R> method, Q request, long timeoutMillis, Hearing<R> hearing) {
        ManagedChannel channel = channels.computeIfAbsent(member.clientAddress(), address -> open(member));
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // Else a node that was down for long would be tried again only minutes after it is back.
            channel.resetConnectBackoff();
        }
        ClientCall<Q, R> call =
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    private @Nullable Status stranger;

                    @Override
                    public void onMessage(R answer) {
                        if (stranger == null) {
                            stranger = stranger(member, call);
                        }
                        if (stranger == null) {
                            hearing.heard(answer);
                            call.request(1);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        hearing.ended(status.isOk() && stranger != null ? stranger : status);
                    }
                },
                ClusterMark.of(own.get()));
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
    }

    /** Why an answer does not count: its certificate is not the asked node's; null if it is. */
    private @Nullable Status stranger(MemberAddress member, ClientCall<?, ?> call) {
        Offer offer = Offer.of(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        return offer.isNode(cluster, member.id())
                ? null
                : Status.UNAUTHENTICATED.withDescription(member.clientAddress() + " offered " + offer.text()
                        + ", expected node " + member.id() + " of cluster " + cluster);
    }

    /** Hears one call. */
    private interface Hearing<R> {
        /** An answer of the asked node. */
        void heard(R answer);

        /** There are no more. */
        void ended(Status status);
    }

    private ManagedChannel open(MemberAddress member) {
        return NettyChannelBuilder.forAddress(member.host(), member.clientPort())
                .sslContext(tls)
                .directExecutor()
                // Finds a connection that died silently; the other side allows pings so often.
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(MAX_REPLY_BYTES)
                .build();
    }
}
