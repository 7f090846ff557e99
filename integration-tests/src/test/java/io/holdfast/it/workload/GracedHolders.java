package io.holdfast.it.workload;

import io.holdfast.checker.Tenures;
import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.ProcessCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Processes in line for one lock ({@link GracedHolder}), and the book of what they believed. Used by one thread. */
public final class GracedHolders implements AutoCloseable {
    private final ProcessCluster cluster;
    private final Duration ttl;
    private final Duration grace;
    private final Tenures tenures = new Tenures();
    private final Queue<Long> beatMicros = new ConcurrentLinkedQueue<>();
    private final List<Holder> holders = new ArrayList<>();

    /** None yet. */
    public GracedHolders(ProcessCluster cluster, Duration ttl, Duration grace) {
        this.cluster = cluster;
        this.ttl = ttl;
        this.grace = grace;
    }

    /** Starts one more. */
    public Holder start() {
        Holder holder = new Holder("holder-" + holders.size());
        holders.add(holder);
        return holder;
    }

    /** What was believed. */
    public Tenures tenures() {
        return tenures;
    }

    /** How long the heartbeats of all took, in microseconds, from the shortest to the longest. */
    public List<Long> beatMicros() {
        return beatMicros.stream().sorted().toList();
    }

    /** The one that was granted the lock last, unless it has lost it or was killed. */
    public @Nullable Holder current() {
        Holder latest = null;
        for (Holder holder : holders) {
            if (holder.holds() && (latest == null || holder.token > latest.token)) {
                latest = holder;
            }
        }
        return latest;
    }

    /** How many stand in line or hold. */
    public long standing() {
        return holders.stream()
                .filter(holder -> holder.waiting || holder.holds())
                .count();
    }

    @Override
    public void close() {
        holders.forEach(Holder::kill);
    }

    /** One process. What it told is written by the thread that listens to it. */
    public final class Holder {
        private final JavaProcess process;
        private volatile boolean waiting;
        private volatile boolean holding;
        private volatile long token;
        private volatile long grantedNanos;
        private volatile long lostNanos;

        private Holder(String name) {
            List<String> arguments = List.of(name, Long.toString(ttl.toMillis()), Long.toString(grace.toMillis()));
            process = JavaProcess.startClient(
                    cluster, name, GracedHolder.class, arguments, line -> take(name, line.split(" ")));
        }

        /** Whether it holds the lock, as far as it told. */
        public boolean holds() {
            return holding && process.isAlive();
        }

        /** {@link System#nanoTime} at its last grant. */
        public long grantedNanos() {
            return grantedNanos;
        }

        /** {@link System#nanoTime} soon after it found its last hold to be lost. */
        public long lostNanos() {
            return lostNanos;
        }

        /** Ends it without a word; the operating system closes its connections. */
        public void kill() {
            process.kill();
        }

        /** Stops it where it stands; its connections stay. */
        public void pause() {
            process.pause();
        }

        /** Lets it go on. */
        public void resume() {
            process.resume();
        }

        private void take(String name, String[] words) {
            // The last line of a killed process may be cut short, and its client logs beside.
            if (words[0].equals("waiting")) {
                waiting = true;
            } else if (words[0].equals("beat") && words.length == 2) {
                beatMicros.add(Long.parseLong(words[1]));
            } else if (words[0].equals("held") && words.length == 3) {
                long nanos = Long.parseLong(words[2]);
                tenures.believed(GracedHolder.LOCK, Long.parseLong(words[1]), name, 1, 1, nanos);
            } else if (words[0].equals("granted") && words.length == 3) {
                waiting = false;
                token = Long.parseLong(words[1]);
                grantedNanos = Long.parseLong(words[2]);
                holding = true;
            } else if (words[0].equals("lost") && words.length == 3) {
                lostNanos = Long.parseLong(words[2]);
                holding = false;
            }
        }
    }
}
