package io.holdfast.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.server.port.Reader.Lookup;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.server.raft.RatisNode;
import io.holdfast.wire.CommandCodec;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How many log entries should be under way at once? A closed loop of N puts of 256 bytes over 10 000 keys, proposed on
 * the leader of three nodes in this JVM (mutual TLS, fsync), for several bounds; and N linearizable reads behind the
 * barrier. Prints operations a second, latencies, and CPU microseconds of the whole JVM an operation.
 *
 * <p>Arguments: seconds to warm up, seconds to measure each row, and the operations in flight, comma separated.
 */
public final class GroupCommitBenchmark {
    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 256;

    private GroupCommitBenchmark() {}

    /** Runs all variants one after the other. */
    public static void main(String[] arguments) throws Exception {
        long warmUp = arguments.length > 0 ? Long.parseLong(arguments[0]) : 8;
        long measure = arguments.length > 1 ? Long.parseLong(arguments[1]) : 2;
        String levels = arguments.length > 2 ? arguments[2] : "1,16,128,1024";
        ProposalLimits one = new ProposalLimits(65_536, 64L << 20, 8_192, 2 << 20, 1, 1);
        ProposalLimits two = new ProposalLimits(65_536, 64L << 20, 8_192, 2 << 20, 2, 1);
        // The first to run pays for the compiler: everything runs once before anything is printed.
        for (boolean printed : new boolean[] {false, true}) {
            Run run = new Run(Duration.ofSeconds(warmUp), Duration.ofSeconds(measure), levels, printed);
            run.measure("put, one entry in flight", one, false);
            run.measure("put, two entries in flight", two, false);
            run.measure("put, adaptive", ProposalLimits.DEFAULT, false);
            run.measure("linearizable read", ProposalLimits.DEFAULT, true);
        }
    }

    /** How long and how much to run, and whether to tell. */
    private record Run(Duration warmUp, Duration measure, String levels, boolean printed) {
        void measure(String name, ProposalLimits limits, boolean reads) throws Exception {
            Path folder = Files.createTempDirectory("holdfast-bench");
            try (InProcessNodes nodes = InProcessNodes.start(folder, limits)) {
                Loop loop = new Loop(nodes.leader(), reads);
                loop.run(256, warmUp);
                for (String level : levels.split(",", -1)) {
                    int inFlight = Integer.parseInt(level);
                    Row row = loop.run(inFlight, measure);
                    if (printed) {
                        print(name, inFlight, row);
                    }
                }
            }
            InProcessNodes.deleteAll(folder);
        }
    }

    private static void print(String name, int inFlight, Row row) {
        System.out.printf(
                Locale.ROOT,
                "%-28s in flight %5d: %8.0f ops/s, p50 %6.2f ms, p99 %6.2f ms, %7.1f us CPU/op, failed %d %s%n",
                name,
                inFlight,
                row.count / row.seconds,
                row.latencies.getValueAtPercentile(50) / 1e6,
                row.latencies.getValueAtPercentile(99) / 1e6,
                row.cpuNanos / 1e3 / Math.max(1, row.count),
                row.failed,
                row.cause == null ? "" : row.cause.message());
    }

    /** What one run saw. */
    private record Row(
            double seconds,
            long count,
            long failed,
            long cpuNanos,
            Histogram latencies,
            @Nullable Failure cause) {}

    /** A client thread that answers each group of completions with the next group of operations. */
    private static final class Loop {
        private final RatisNode leader;
        private final boolean reads;
        private final Random random = new Random(1);
        private final LinkedBlockingQueue<Open> done = new LinkedBlockingQueue<>();

        Loop(RatisNode leader, boolean reads) {
            this.leader = leader;
            this.reads = reads;
        }

        Row run(int inFlight, Duration duration) throws InterruptedException {
            Histogram latencies = new Histogram(3);
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = system.getProcessCpuTime();
            long begin = System.nanoTime();
            long end = begin + duration.toNanos();
            long failed = 0;
            Failure cause = null;
            send(inFlight);
            int open = inFlight;
            List<Open> group = new ArrayList<>();
            while (open > 0) {
                group.clear();
                group.add(done.take());
                done.drainTo(group);
                for (Open operation : group) {
                    latencies.recordValue(operation.nanos);
                    if (operation.cause != null) {
                        failed++;
                        cause = operation.cause;
                    }
                }
                if (System.nanoTime() < end) {
                    send(group.size());
                } else {
                    open -= group.size();
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Row(
                    seconds,
                    latencies.getTotalCount() - failed,
                    failed,
                    system.getProcessCpuTime() - cpu,
                    latencies,
                    cause);
        }

        private void send(int count) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            List<Proposal> proposals = new ArrayList<>(count);
            List<Lookup> lookups = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Bytes key = Bytes.utf8("key-" + random.nextInt(KEYS));
                if (reads) {
                    lookups.add(new Lookup(RangeQuery.of(KeyRange.single(key)), deadline, new Open(done)));
                } else {
                    byte[] value = new byte[VALUE_BYTES];
                    random.nextBytes(value);
                    Put put = new Put(key, Bytes.wrap(value));
                    proposals.add(
                            new Proposal(new EncodedCommand(put, CommandCodec.encode(put)), deadline, new Open(done)));
                }
            }
            if (reads) {
                leader.reader().read(lookups);
            } else {
                leader.proposer().propose(proposals);
            }
        }
    }

    /** One operation under way. */
    private static final class Open implements Completion {
        private final LinkedBlockingQueue<Open> done;
        private final long sent = System.nanoTime();
        private long nanos;
        private @Nullable Failure cause;

        Open(LinkedBlockingQueue<Open> done) {
            this.done = done;
        }

        @Override
        public void answered(Outcome outcome) {
            nanos = System.nanoTime() - sent;
            done.add(this);
        }

        @Override
        public void failed(Failure failure) {
            cause = failure;
            answered(new Outcome.Compact(0));
        }
    }
}
