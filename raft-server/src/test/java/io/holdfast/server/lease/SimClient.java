package io.holdfast.server.lease;

import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client that renews one lease, sometimes early and sometimes at the last moment, at whichever node it tries, and believes in it as it
 * may: until the send time of the last acknowledged renewal + TTL, even without the margin a real one keeps. One day it
 * falls silent. Confined to the simulation's thread.
 */
final class SimClient {
    final long lease;
    final long ttlMillis;
    private final SimTime time;
    private final SimCluster cluster;
    /** Acknowledged by a Lessor, whether or not the answer ever reached the client. */
    private long acknowledgedUntil;

    private final Consumer<SimClient> onAcknowledged;
    private boolean silent;

    SimClient(long lease, long ttlMillis, SimTime time, SimCluster cluster, Consumer<SimClient> onAcknowledged) {
        this.lease = lease;
        this.ttlMillis = ttlMillis;
        this.time = time;
        this.cluster = cluster;
        this.onAcknowledged = onAcknowledged;
        acknowledgedUntil = time.nanos();
        renewSoon();
    }

    void fallSilent() {
        silent = true;
    }

    /** Until when it may believe, in nanoseconds. */
    long acknowledgedUntil() {
        return acknowledgedUntil;
    }

    private void renewSoon() {
        time.in(ttlMillis * (0.1 + 0.8 * time.random.nextDouble()), () -> {
            if (!silent) {
                renew();
                renewSoon();
            }
        });
    }

    private void renew() {
        long sent = time.nanos();
        // Everywhere: whoever leads is among them, and whoever only believes to lead must not acknowledge.
        for (SimNode node : cluster.nodes) {
            if (!time.chance(0.2)) {
                time.in(time.about(5), () -> node.unlessPaused(() -> ask(node, sent)));
            }
        }
    }

    private void ask(SimNode node, long sent) {
        long deadline = time.nanos() + TimeUnit.SECONDS.toNanos(5);
        node.lessor.renew(List.of(LeaseName.any(lease)), deadline, new Answer<>() {
            @Override
            public void answered(List<Renewal> renewals) {
                if (renewals.get(0).renewed()) {
                    acknowledgedUntil = Math.max(acknowledgedUntil, sent + TimeUnit.MILLISECONDS.toNanos(ttlMillis));
                    onAcknowledged.accept(SimClient.this);
                }
            }

            @Override
            public void failed(Failure failure) {
                // The next one comes anyway.
            }
        });
    }
}
