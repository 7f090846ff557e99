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

    /** Runs all variants one after the other, {@code rounds} times. */
    public static void main(String[] arguments) throws Exception {
        long warmUp = arguments.length > 0 ? Long.parseLong(arguments[0]) : 8;
        long measure = arguments.length > 1 ? Long.parseLong(arguments[1]) : 2;
        String levels = arguments.length > 2 ? arguments[2] : "1,16,128,1024";
        ProposalLimits one = new ProposalLimits(65_536, 64L << 20, 8_192, 2 << 20, 1, 1);
        ProposalLimits two = new ProposalLimits(65_536, 64L << 20, 8_192, 2 << 20, 2, 1);
        Path folder = Files.createTempDirectory("holdfast-bench");
        try (InProcessNodes nodesOne = InProcessNodes.start(folder.resolve("one"), one);
                InProcessNodes nodesTwo = InProcessNodes.start(folder.resolve("two"), two);
                InProcessNodes adaptive = InProcessNodes.start(folder.resolve("adaptive"), ProposalLimits.DEFAULT)) {
            List<Loop> loops = List.of(
                    new Loop("put, one entry in flight", nodesOne.leader(), false),
                    new Loop("put, two entries in flight", nodesTwo.leader(), false),
                    new Loop("put, adaptive", adaptive.leader(), false),
                    new Loop("linearizable read", adaptive.leader(), true));
            for (Loop loop : loops) {
                loop.run(256, Duration.ofSeconds(warmUp));
            }
            for (String level : levels.split(",")) {
                for (Loop loop : loops) {
                    print(
                            loop.name,
                            Integer.parseInt(level),
                            loop.run(Integer.parseInt(level), Duration.ofSeconds(measure)));
                }
            }
        }
    }

    private static void print(String name, int inFlight, Row row) {
        System.out.printf(
                Locale.ROOT,
                "%-28s in flight %5d: %8.0f ops/s, p50 %6.2f ms, p99 %6.2f ms, %7.1f us CPU/op, failed %d%n",
                name,
                inFlight,
                row.count / row.seconds,
                row.latencies.getValueAtPercentile(50) / 1e6,
                row.latencies.getValueAtPercentile(99) / 1e6,
                row.cpuNanos / 1e3 / Math.max(1, row.count),
                row.failed);
    }

    /** What one run saw. */
    private record Row(double seconds, long count, long failed, long cpuNanos, Histogram latencies) {}

    /** A client thread that answers each group of completions with the next group of operations. */
    private static final class Loop {
        private final String name;
        private final RatisNode leader;
        private final boolean reads;
        private final Random random = new Random(1);
        private final LinkedBlockingQueue<Open> done = new LinkedBlockingQueue<>();

        Loop(String name, RatisNode leader, boolean reads) {
            this.name = name;
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
            send(inFlight);
            int open = inFlight;
            List<Open> group = new ArrayList<>();
            while (open > 0) {
                group.clear();
                group.add(done.take());
                done.drainTo(group);
                for (Open operation : group) {
                    latencies.recordValue(operation.nanos);
                    failed += operation.failed ? 1 : 0;
                }
                if (System.nanoTime() < end) {
                    send(group.size());
                } else {
                    open -= group.size();
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Row(
                    seconds, latencies.getTotalCount() - failed, failed, system.getProcessCpuTime() - cpu, latencies);
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
        private boolean failed;

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
            failed = true;
            answered(new Outcome.Compact(0));
        }
    }
}
