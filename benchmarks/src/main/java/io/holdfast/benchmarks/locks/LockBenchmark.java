package io.holdfast.benchmarks.locks;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures the locks of one peer whose servers run already, prints the result as JSON, and appends it to a file. {@code
 * benchmarks/locks.sh} starts the servers of each peer in turn and runs everything.
 *
 * <pre>
 * LockBenchmark --peer holdfast|etcd|zookeeper --workload own|shared|crowd|line --threads N [--clients N]
 *               [--warm-up SECONDS] [--seconds SECONDS] [--release awaited|sent] [--servers PID,PID,…]
 *               [--endpoints …] [--pki FOLDER] [--results FILE]
 * LockBenchmark table FILE
 * </pre>
 */
public final class LockBenchmark {
    private LockBenchmark() {}

    /** Runs one workload, or prints the table of a file of results. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 2 && arguments[0].equals("table")) {
            System.out.print(Result.table(Path.of(arguments[1])));
            return;
        }
        int status = 1;
        try {
            measure(Plan.parse(arguments));
            status = 0;
        } catch (Exception e) {
            System.getLogger("locks").log(System.Logger.Level.ERROR, "the run failed", e);
        }
        // A peer's client may leave threads behind that are no daemons.
        System.exit(status);
    }

    private static void measure(Plan plan) throws Exception {
        Result result = switch (plan.workload()) {
            case OWN, SHARED -> new ClosedLoop(plan).run();
            case CROWD -> new Crowd(plan).run();
            case LINE -> new Line(plan).run();
        };
        System.out.println(result.json());
        if (!plan.results().isEmpty()) {
            result.appendTo(Path.of(plan.results()));
        }
    }
}
