package io.holdfast.etcd.lease;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.ByteStrings;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Headers;
import io.holdfast.etcd.call.Leaderless;
import io.holdfast.etcd.call.RefusedException;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.etcd.proto.LeaseGrantRequest;
import io.holdfast.etcd.proto.LeaseGrantResponse;
import io.holdfast.etcd.proto.LeaseKeepAliveRequest;
import io.holdfast.etcd.proto.LeaseKeepAliveResponse;
import io.holdfast.etcd.proto.LeaseLeasesRequest;
import io.holdfast.etcd.proto.LeaseLeasesResponse;
import io.holdfast.etcd.proto.LeaseProto;
import io.holdfast.etcd.proto.LeaseRevokeRequest;
import io.holdfast.etcd.proto.LeaseRevokeResponse;
import io.holdfast.etcd.proto.LeaseTimeToLiveRequest;
import io.holdfast.etcd.proto.LeaseTimeToLiveResponse;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.LeaseService.Answer;
import java.util.concurrent.TimeUnit;

/**
 * {@code etcdserverpb.Lease}: seconds where ours are milliseconds. Leases of native sessions are none of an etcd
 * client's business: they are not listed, and whoever names one hears that there is no such lease.
 */
public final class LeaseRpc {
    private static final long MAX_TTL_SECONDS = TimeUnit.MILLISECONDS.toSeconds(Limits.MAX_LEASE_TTL_MILLIS);

    private final Core core;
    private final Headers headers;
    private final Leaderless leaderless;

    /** The service over this core. */
    public LeaseRpc(Core core, Leaderless leaderless) {
        this.core = core;
        this.headers = core.headers();
        this.leaderless = leaderless;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(LeaseProto.getDescriptor(), "Lease")
                        .unary(
                                "LeaseGrant",
                                LeaseGrantRequest.getDefaultInstance(),
                                LeaseGrantResponse.getDefaultInstance(),
                                this::leaseGrant)
                        .unary(
                                "LeaseRevoke",
                                LeaseRevokeRequest.getDefaultInstance(),
                                LeaseRevokeResponse.getDefaultInstance(),
                                this::leaseRevoke)
                        .stream(
                                "LeaseKeepAlive",
                                LeaseKeepAliveRequest.getDefaultInstance(),
                                LeaseKeepAliveResponse.getDefaultInstance(),
                                this::leaseKeepAlive)
                        .unary(
                                "LeaseTimeToLive",
                                LeaseTimeToLiveRequest.getDefaultInstance(),
                                LeaseTimeToLiveResponse.getDefaultInstance(),
                                this::leaseTimeToLive)
                        .unary(
                                "LeaseLeases",
                                LeaseLeasesRequest.getDefaultInstance(),
                                LeaseLeasesResponse.getDefaultInstance(),
                                this::leaseLeases)
                        .definition();
    }

    private void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> observer) {
        try {
            if (request.getTTL() > MAX_TTL_SECONDS) {
                throw EtcdError.LEASE_TTL_TOO_LARGE.refused();
            }
            if (request.getID() < 0) {
                throw new RefusedException(
                        Status.INVALID_ARGUMENT.withDescription("etcdserver: a lease's id must not be negative"));
            }
            // Like etcd, a time to live below the least is raised to it, be it negative.
            long ttlMillis = TimeUnit.SECONDS.toMillis(Math.max(1, request.getTTL()));
            core.propose(
                    new LeaseCommand.Grant(request.getID(), ttlMillis),
                    request.getSerializedSize(),
                    new Reply<>(observer, outcome -> granted((Outcome.LeaseGranted) outcome)));
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    private LeaseGrantResponse granted(Outcome.LeaseGranted outcome) {
        return LeaseGrantResponse.newBuilder()
                .setHeader(headers.at(outcome.revision()))
                .setID(outcome.lease())
                .setTTL(TimeUnit.MILLISECONDS.toSeconds(outcome.ttlMillis()))
                .build();
    }

    private void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> observer) {
        try {
            core.propose(
                    new LeaseCommand.Revoke(request.getID()),
                    request.getSerializedSize(),
                    new Reply<>(
                            observer,
                            outcome -> LeaseRevokeResponse.newBuilder()
                                    .setHeader(headers.at(outcome.revision()))
                                    .build()));
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    private StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> observer) {
        return new KeepAlive(core, leaderless, (ServerCallStreamObserver<LeaseKeepAliveResponse>) observer).begin();
    }

    private void leaseTimeToLive(LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> observer) {
        if (request.getID() <= 0 || core.ports().sessions().sessionOfLease(request.getID()) != null) {
            Reply.send(observer, ended(request.getID()));
            return;
        }
        core.ports().leases().timeToLive(request.getID(), request.getKeys(), core.deadline(), new Answer<LeaseLife>() {
            @Override
            public void answered(LeaseLife life) {
                Reply.send(observer, life.exists() ? left(life) : ended(life.lease()));
            }

            @Override
            public void failed(Failure failure) {
                Reply.refuse(observer, Statuses.of(failure));
            }
        });
    }

    private LeaseTimeToLiveResponse left(LeaseLife life) {
        LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder()
                .setHeader(headers.at(life.revision()))
                .setID(life.lease())
                .setTTL(TimeUnit.MILLISECONDS.toSeconds(life.remainingMillis()))
                .setGrantedTTL(TimeUnit.MILLISECONDS.toSeconds(life.ttlMillis()));
        life.keys().forEach(key -> response.addKeys(ByteStrings.string(key)));
        return response.build();
    }

    private LeaseTimeToLiveResponse ended(long lease) {
        return LeaseTimeToLiveResponse.newBuilder()
                .setHeader(headers.now())
                .setID(lease)
                .setTTL(-1)
                .build();
    }

    private void leaseLeases(LeaseLeasesRequest request, StreamObserver<LeaseLeasesResponse> observer) {
        new LeaseList(core, observer).begin();
    }
}
