package io.holdfast.etcd.lease;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Leaderless;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.etcd.proto.LeaseKeepAliveRequest;
import io.holdfast.etcd.proto.LeaseKeepAliveResponse;
import io.holdfast.etcd.proto.ResponseHeader;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One stream of renewals. Clients keep all their leases alive on one stream, so many renewals are under way at once; the
 * client is not read further while there are more than a bound.
 *
 * <p>Safe for any thread: requests come on the event loop, answers from the core's threads.
 */
final class KeepAlive implements StreamObserver<LeaseKeepAliveRequest> {
    private static final int MAX_OPEN = 1_024;

    private final Core core;
    private final ServerCallStreamObserver<LeaseKeepAliveResponse> out;
    private final Leaderless.Registration leaderless;
    private int open;
    private boolean paused;
    private boolean halfClosed;
    private boolean over;

    KeepAlive(Core core, Leaderless leaderless, ServerCallStreamObserver<LeaseKeepAliveResponse> out) {
        this.core = core;
        this.out = out;
        this.leaderless = leaderless.register(() -> end(EtcdError.NO_LEADER.status()));
    }

    KeepAlive begin() {
        out.disableAutoRequest();
        out.setOnCancelHandler(this::gone);
        out.request(1);
        return this;
    }

    @Override
    public void onNext(LeaseKeepAliveRequest request) {
        long lease = request.getID();
        // Before the renewal: a revision from after it could make the client believe more than is true.
        ResponseHeader header = core.headers().now();
        synchronized (this) {
            open++;
            paused = open >= MAX_OPEN;
            if (!paused && !over) {
                out.request(1);
            }
        }
        if (lease <= 0 || core.ports().sessions().sessionOfLease(lease) != null) {
            answer(header, Renewal.gone(LeaseName.any(lease)));
            return;
        }
        core.ports().leases().renew(List.of(LeaseName.any(lease)), core.deadline(), new Answer<List<Renewal>>() {
            @Override
            public void answered(List<Renewal> renewals) {
                answer(header, renewals.get(0));
            }

            @Override
            public void failed(Failure failure) {
                end(Statuses.of(failure));
            }
        });
    }

    private synchronized void answer(ResponseHeader header, Renewal renewal) {
        open--;
        if (over) {
            return;
        }
        out.onNext(LeaseKeepAliveResponse.newBuilder()
                .setHeader(header)
                .setID(renewal.lease())
                .setTTL(TimeUnit.MILLISECONDS.toSeconds(renewal.ttlMillis()))
                .build());
        if (paused) {
            paused = false;
            out.request(1);
        }
        if (halfClosed && open == 0) {
            complete();
        }
    }

    @Override
    public void onError(Throwable error) {
        gone();
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        if (open == 0 && !over) {
            complete();
        }
    }

    private void complete() {
        over = true;
        leaderless.close();
        out.onCompleted();
    }

    private synchronized void end(Status status) {
        if (!over) {
            over = true;
            leaderless.close();
            out.onError(status.asRuntimeException());
        }
    }

    private synchronized void gone() {
        over = true;
        leaderless.close();
    }
}
