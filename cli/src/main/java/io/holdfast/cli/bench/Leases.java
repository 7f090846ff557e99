package io.holdfast.cli.bench;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.KeepAlive;
import io.holdfast.client.LeaseClient;
import io.holdfast.client.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Leases that the clients keep alive as they keep any: an operation is the renewal of one lease, its latency that of the
 * heartbeat it went in. They are left to their time to live at the end. Confined to one thread, but for what answers do.
 */
final class Leases implements AutoCloseable {
    /** A client renews four times within a time to live. */
    private static final int BEATS_PER_TTL = 4;

    private static final int GRANTS_IN_FLIGHT = 512;
    private static final long OPENING_SECONDS = 180;

    private final List<LeaseClient> clients;
    private final int count;
    private final Duration ttl;
    private final Meter meter;
    private final ConcurrentLinkedQueue<KeepAlive> kept = new ConcurrentLinkedQueue<>();
    private final List<Registration> listening = new ArrayList<>();
    private final Semaphore room = new Semaphore(GRANTS_IN_FLIGHT);
    private volatile boolean over;

    Leases(List<HoldfastClient> clients, int count, Duration every, Meter meter) {
        this.clients = clients.stream().map(HoldfastClient::leases).toList();
        this.count = count;
        this.ttl = every.multipliedBy(BEATS_PER_TTL);
        this.meter = meter;
    }

    /** Opens all of them; those that could not be opened are failures. Whether that was done within three minutes. */
    boolean open() throws InterruptedException {
        for (LeaseClient client : clients) {
            listening.add(client.onRenewal(this::renewed, Runnable::run));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPENING_SECONDS);
        for (int i = 0; i < count; i++) {
            if (!room.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            open(clients.get(i % clients.size()));
        }
        boolean done = room.tryAcquire(GRANTS_IN_FLIGHT, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (done) {
            room.release(GRANTS_IN_FLIGHT);
        }
        return done;
    }

    private void open(LeaseClient client) {
        CompletableFuture<KeepAlive> keeping = client.grant(ttl).thenCompose(grant -> client.keepAlive(grant.lease()));
        keeping.whenComplete((one, failure) -> {
            room.release();
            if (failure != null) {
                meter.failed(failure);
                return;
            }
            kept.add(one);
            one.whenLost().thenRun(() -> {
                if (!over) {
                    meter.failed(new IllegalStateException("a lease was lost"));
                }
            });
        });
    }

    private void renewed(int leases, Duration took) {
        long now = System.nanoTime();
        meter.acknowledged(now - took.toNanos(), now, leases);
    }

    /** How many are kept. */
    int kept() {
        return kept.size();
    }

    /** Renews them no more. */
    @Override
    public void close() {
        over = true;
        listening.forEach(Registration::close);
        kept.forEach(KeepAlive::close);
    }
}
