package io.holdfast.etcd.lock;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.kv.KvReplies;
import io.holdfast.etcd.proto.election.LeaderResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub.WatchStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One observer of an election: hears who leads and what it proclaims, now and whenever that changes. The keys of the
 * election are watched; once that has begun, and whenever something happened there, the leader is looked for, once for all
 * that happened meanwhile. Safe for any thread.
 */
final class Observation {
    private static final long WATCH = 1;
    private static final int POLL_BYTES = 64 << 10;

    private final Core core;
    private final Bytes name;
    private final ServerCallStreamObserver<LeaderResponse> out;
    private final Steps steps;
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile @Nullable WatchStream stream;
    private long told;
    private boolean looking;
    private boolean again;
    private boolean over;

    Observation(Core core, Bytes name, ServerCallStreamObserver<LeaderResponse> out) {
        this.core = core;
        this.name = name;
        this.out = out;
        this.steps = new Steps(core, this::fail);
    }

    void begin() {
        out.setOnCancelHandler(this::close);
        out.setOnReadyHandler(this::look);
        WatchStream opened = core.ports().watches().open(this::ready);
        stream = opened;
        opened.create(WATCH, new WatchSpec(Contest.everybody(name), 0, false, 0, true, true, false, false));
    }

    /** Looks who leads, unless somebody does already: then once more. */
    private void look() {
        synchronized (this) {
            again = looking;
            if (looking || over) {
                return;
            }
            looking = true;
        }
        steps.read(Contest.oldest(name), this::seen);
    }

    private void seen(Outcome.Range oldest) {
        boolean repeat;
        synchronized (this) {
            looking = false;
            repeat = again;
            again = false;
            if (!oldest.keyValues().isEmpty()) {
                tell(oldest.keyValues().get(0), oldest.revision());
            }
        }
        if (repeat) {
            look();
        }
    }

    /** Under the monitor. A client that does not read is told when it does, and then only the newest. */
    private void tell(KeyValue leader, long revision) {
        if (!over && leader.modRevision() > told && out.isReady()) {
            told = leader.modRevision();
            out.onNext(LeaderResponse.newBuilder()
                    .setHeader(core.headers().at(revision))
                    .setKv(KvReplies.keyValue(leader))
                    .build());
        }
    }

    private void ready() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            poll();
            missed = wanted.addAndGet(-missed);
        }
    }

    private void poll() {
        WatchStream open = stream;
        boolean changed = false;
        for (WatchPush push = next(open); push != null; push = next(open)) {
            if (push instanceof WatchPush.Ended ended) {
                fail(Status.UNAVAILABLE.withDescription(
                        "etcdserver: " + ended.why().message()));
                return;
            }
            // Who looked before the watch begins would miss what happens in between.
            changed |= push instanceof WatchPush.Begun || push instanceof WatchPush.Events;
        }
        if (changed) {
            look();
        }
    }

    private static @Nullable WatchPush next(@Nullable WatchStream open) {
        return open == null ? null : open.poll(POLL_BYTES);
    }

    private void fail(Status status) {
        boolean first;
        synchronized (this) {
            first = !over;
            over = true;
        }
        if (first) {
            leave();
            out.onError(status.asRuntimeException());
        }
    }

    private void close() {
        synchronized (this) {
            over = true;
        }
        leave();
    }

    private void leave() {
        WatchStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
