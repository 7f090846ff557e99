package io.holdfast.client.internal;

import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.wire.Result;
import java.util.List;

/** The first renewal of a lease that is to be kept alive: it tells the time to live, and which lease it is. */
final class KeepCall extends LoopCall {
    private final Sessions sessions;
    private final Loop loop;
    private final Keeping waiting;
    private final ErrorSink errors;
    private long sentNanos;
    private long sentWallMillis;

    KeepCall(Sessions sessions, Loop loop, long lease, long deadlineNanos, ErrorSink errors, Keeping waiting) {
        super(new Payload.Renew(List.of(LeaseName.any(lease))), deadlineNanos);
        this.sessions = sessions;
        this.loop = loop;
        this.errors = errors;
        this.waiting = waiting;
    }

    @Override
    protected void sent(long nowNanos) {
        sentNanos = nowNanos;
        sentWallMillis = loop.wallMillis();
    }

    @Override
    protected void answered(Result result) {
        if (!(result instanceof Result.Renewed renewed) || renewed.renewals().size() != 1) {
            failed(new CallFailure(CallFailure.Kind.PROTOCOL, false, null, "a renewal without its answer", null));
            return;
        }
        Renewal renewal = renewed.renewals().get(0);
        if (!renewal.renewed()) {
            sessions.tell(waiting::missing);
            return;
        }
        Lifetime lifetime = new Lifetime(loop, sentNanos, sentWallMillis, renewal.ttlMillis());
        LeaseName name = new LeaseName(renewal.lease(), renewal.epoch());
        KeptLease kept = new KeptLease(sessions, name, lifetime, renewal.ttlMillis(), sentNanos, errors);
        sessions.heartbeats().add(kept.keeper());
        sessions.tell(() -> waiting.kept(kept));
    }

    @Override
    protected void failed(CallFailure failure) {
        sessions.tell(() -> waiting.failed(failure));
    }
}
