package io.holdfast.etcd.lease;

import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.etcd.proto.LeaseLeasesResponse;
import io.holdfast.etcd.proto.LeaseStatus;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.Completion;

/** One list of all leases, read page by page. One read is under way at a time, and each hands over to the next. */
final class LeaseList implements Completion {
    private final Core core;
    private final long deadline;
    private final StreamObserver<LeaseLeasesResponse> observer;
    private final LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder();

    LeaseList(Core core, StreamObserver<LeaseLeasesResponse> observer) {
        this.core = core;
        this.deadline = core.deadline();
        this.observer = observer;
    }

    void begin() {
        core.read(new LeasesQuery(0, 0), ReadLevel.LINEARIZABLE, deadline, this);
    }

    @Override
    public void answered(Outcome outcome) {
        if (!(outcome instanceof Outcome.Leases page)) {
            throw new IllegalArgumentException("leases are not listed by " + outcome);
        }
        for (LeaseRecord lease : page.leases()) {
            if (lease.session() == 0) {
                response.addLeases(LeaseStatus.newBuilder().setID(lease.lease()));
            }
        }
        if (page.more()) {
            long last = page.leases().get(page.leases().size() - 1).lease();
            core.read(new LeasesQuery(last, 0), ReadLevel.LOCAL, deadline, this);
        } else {
            Reply.send(
                    observer,
                    response.setHeader(core.headers().at(page.revision())).build());
        }
    }

    @Override
    public void failed(Failure failure) {
        Reply.refuse(observer, Statuses.of(failure));
    }
}
