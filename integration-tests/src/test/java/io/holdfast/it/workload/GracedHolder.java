package io.holdfast.it.workload;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.LockHandle;
import io.holdfast.client.LockOptions;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that stands in line for one lock, in a session with a grace, and holds it for as long as it believes
 * to; then it stands in line again. It goes on until its standard input ends.
 *
 * <p>Arguments: endpoints, authority, certificate, key, name, time to live and grace in milliseconds. Lines: {@code waiting};
 * {@code granted TOKEN NANOS}; {@code held TOKEN NANOS}, where the moment is taken before the handle is asked; {@code lost
 * TOKEN NANOS}, where it is taken after; {@code beat MICROS} for each acknowledged heartbeat.
 */
public final class GracedHolder {
    /** The lock. */
    public static final String LOCK = "it/graced";

    private static final int LOOK_MILLIS = 5;

    private final CountDownLatch end = new CountDownLatch(1);
    private final SessionOptions options;

    private GracedHolder(Duration ttl, Duration grace) {
        options = SessionOptions.of(ttl).grace(grace);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        GracedHolder holder = new GracedHolder(
                Duration.ofMillis(Long.parseLong(arguments[5])), Duration.ofMillis(Long.parseLong(arguments[6])));
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(arguments[0])
                .tls(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))
                .name(arguments[4])
                .build()) {
            client.leases().onRenewal((leases, took) -> say("beat " + took.toNanos() / 1_000), Runnable::run);
            Thread turns = new Thread(() -> holder.takeTurns(client), "turns");
            turns.setDaemon(true);
            turns.start();
            System.in.transferTo(OutputStream.nullOutputStream());
            holder.end.countDown();
        }
    }

    private void takeTurns(HoldfastClient client) {
        while (end.getCount() > 0) {
            try (Session session = client.sessions().blocking().open(options)) {
                say("waiting");
                try (LockHandle handle = client.locks().exclusive(LOCK).acquire(LockOptions.DEFAULT.session(session))) {
                    hold(handle);
                }
            } catch (HoldfastException e) {
                // A machine that hesitates for longer than the grace costs a place in line: the next turn is another
                // try.
                pause();
            }
        }
    }

    private void hold(LockHandle handle) {
        say("granted " + handle.token() + " " + System.nanoTime());
        while (end.getCount() > 0) {
            long before = System.nanoTime();
            if (!handle.isHeld()) {
                say("lost " + handle.token() + " " + System.nanoTime());
                return;
            }
            say("held " + handle.token() + " " + before);
            pause();
        }
    }

    private void pause() {
        try {
            if (end.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        synchronized (GracedHolder.class) {
            System.out.println(line);
        }
    }
}
