package io.holdfast.etcd.cluster;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Reply;
import io.holdfast.server.port.ClusterView;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code grpc.health.v1.Health}: this node serves while it knows a leader. The service's name is the empty one, as etcd's. */
public final class HealthService extends HealthGrpc.HealthImplBase {
    private final ClusterView cluster;
    private final Set<Watching> watching = ConcurrentHashMap.newKeySet();

    /** Health as this view has it. */
    public HealthService(ClusterView cluster) {
        this.cluster = cluster;
        cluster.onLeaderChange(leader -> watching.forEach(Watching::tell));
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        if (request.getService().isEmpty()) {
            Reply.send(observer, response(status()));
        } else {
            Reply.refuse(observer, Status.NOT_FOUND.withDescription("unknown service"));
        }
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        Watching call = new Watching((ServerCallStreamObserver<HealthCheckResponse>) observer, request.getService());
        watching.add(call);
        call.out.setOnCancelHandler(() -> watching.remove(call));
        call.tell();
    }

    private ServingStatus status() {
        return cluster.leader() == null ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    /** Somebody who wants to hear of changes. */
    private final class Watching {
        private final ServerCallStreamObserver<HealthCheckResponse> out;
        private final String service;
        private ServingStatus told = ServingStatus.UNKNOWN;

        Watching(ServerCallStreamObserver<HealthCheckResponse> out, String service) {
            this.out = out;
            this.service = service;
        }

        synchronized void tell() {
            ServingStatus now = service.isEmpty() ? status() : ServingStatus.SERVICE_UNKNOWN;
            if (now != told && !out.isCancelled()) {
                told = now;
                out.onNext(response(now));
            }
        }
    }
}
