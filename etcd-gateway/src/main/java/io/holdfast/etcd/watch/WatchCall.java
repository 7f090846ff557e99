package io.holdfast.etcd.watch;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Leaderless;
import io.holdfast.etcd.proto.WatchCreateRequest;
import io.holdfast.etcd.proto.WatchCreateRequest.FilterType;
import io.holdfast.etcd.proto.WatchRequest;
import io.holdfast.etcd.proto.WatchResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One stream of etcd watches over one stream of the hub. What the client is sent is polled from the hub only while gRPC
 * takes messages, so a client that does not read costs a position and no memory.
 *
 * <p>Requests come on the event loop. Whoever finds something to send, sends: one thread at a time, and what others find
 * meanwhile is its work too ({@link #drain}).
 */
final class WatchCall implements StreamObserver<WatchRequest> {
    private static final String EMPTY_RANGE = "mvcc: watcher range is empty";
    private static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";

    private final Executor progressLater;
    private final ServerCallStreamObserver<WatchResponse> out;
    private final Leaderless.Registration leaderless;
    private final WatchTable table = new WatchTable();
    private final WatchStream stream;
    private final WatchOutbox outbox;

    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile boolean halfClosed;
    private volatile Status end = Status.OK;
    private volatile boolean ending;
    private volatile boolean over;

    WatchCall(Core core, Leaderless leaderless, Executor progressLater, ServerCallStreamObserver<WatchResponse> out) {
        this.progressLater = progressLater;
        this.out = out;
        this.stream = core.ports().watches().open(this::drain);
        this.outbox = new WatchOutbox(core.headers(), table, stream);
        this.leaderless = leaderless.register(() -> end(EtcdError.NO_LEADER.status()));
    }

    WatchCall begin() {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::drain);
        out.setOnCancelHandler(this::close);
        out.request(1);
        return this;
    }

    @Override
    public void onNext(WatchRequest request) {
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> {
                outbox.progressAsked();
                stream.requestProgress();
            }
            case REQUESTUNION_NOT_SET -> {
                // etcd passes over what it does not know, too.
            }
        }
        paused.set(true);
        drain();
        askForMore();
    }

    /** The next request is read unless a great many answers wait. */
    private void askForMore() {
        if (!over && stream.unanswered() <= Limits.MAX_WATCHES && paused.compareAndSet(true, false)) {
            out.request(1);
        }
    }

    private void create(WatchCreateRequest request) {
        Bytes key = request.getKey().isEmpty()
                ? Bytes.of(0)
                : Bytes.wrap(request.getKey().toByteArray());
        KeyRange range = new KeyRange(key, Bytes.copyOf(request.getRangeEnd().toByteArray()));
        if (range.isEmpty()) {
            outbox.refuse(EMPTY_RANGE);
            return;
        }
        if (request.getStartRevision() < 0) {
            outbox.refuse(EtcdError.COMPACTED.text());
            return;
        }
        long id = request.getWatchId();
        if (id == 0) {
            id = table.pickId();
        } else if (table.isTaken(id)) {
            outbox.refuse(DUPLICATE_ID);
            return;
        }
        boolean fromNow = request.getStartRevision() == 0;
        Watcher watcher = new Watcher(id, fromNow, request.getFragment(), request.getProgressNotify());
        WatchSpec spec = new WatchSpec(
                range,
                request.getStartRevision(),
                false,
                0,
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE),
                request.getPrevKv(),
                false);
        stream.create(table.add(watcher), spec);
        if (request.getProgressNotify() && telling.compareAndSet(false, true)) {
            progressLater.execute(this::tellProgress);
        }
    }

    private void cancel(long id) {
        Long number = table.numberOf(id);
        if (number != null) {
            stream.cancel(number);
        }
    }

    /** It is time to tell those that had nothing to hear how far they are. */
    private void tellProgress() {
        if (!over) {
            outbox.progressDue();
            stream.requestProgress();
            progressLater.execute(this::tellProgress);
        }
    }

    /** Sends what there is to send while gRPC takes it. Any thread; never waits. */
    private void drain() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            send();
            missed = wanted.addAndGet(-missed);
        }
        askForMore();
    }

    private void send() {
        while (!over && out.isReady() && !ending) {
            WatchResponse next = outbox.next();
            if (next != null) {
                out.onNext(next);
            } else if (halfClosed && table.isEmpty()) {
                ending = true;
            } else {
                return;
            }
        }
        if (ending && !over) {
            close();
            if (end.isOk()) {
                out.onCompleted();
            } else {
                out.onError(end.asRuntimeException());
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        close();
    }

    /** Who asks for nothing more goes on hearing, as with etcd, for as long as there is a watch. */
    @Override
    public void onCompleted() {
        halfClosed = true;
        drain();
    }

    private void end(Status status) {
        end = status;
        ending = true;
        drain();
    }

    private void close() {
        over = true;
        leaderless.close();
        stream.close();
    }
}
