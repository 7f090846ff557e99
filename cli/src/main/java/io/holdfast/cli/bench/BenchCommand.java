package io.holdfast.cli.bench;

import io.holdfast.cli.cluster.OperationsClient;
import io.holdfast.cli.cluster.OperationsOptions;
import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.Amounts;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast bench}. */
@Command(
        name = "bench",
        footer = {
            "",
            "Writes keys that begin with bench/, or leases that end with their time to live. docs/cli.md says how to measure so that figures can be trusted."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OperationsOptions operations = new OperationsOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--workload", description = "put, get, mixed, watch or lease; default put.")
    private Workload workload = Workload.PUT;

    @Option(names = "--read-percent", paramLabel = "N", description = "Share of reads of a mixed load; default 90.")
    private int readPercent = 90;

    @Option(
            names = "--in-flight",
            split = ",",
            paramLabel = "N,…",
            description =
                    "Operations in flight, over all connections; several are run one after the other; default 128.")
    private List<Integer> inFlight = List.of(128);

    @Option(names = "--value-size", paramLabel = "BYTES", description = "Size of a value; default 256.")
    private int valueSize = 256;

    @Option(names = "--keys", paramLabel = "N", description = "Over how many keys; default 10000.")
    private int keys = 10_000;

    @Option(
            names = {"--connections", "--clients"},
            paramLabel = "N",
            description = "How many clients; default 1.")
    private int connections = 1;

    @Option(
            names = "--watches",
            paramLabel = "N",
            description = "Watches of a watch load, over all clients; default 1000.")
    private int watches = 1000;

    @Option(names = "--rate", paramLabel = "N", description = "Writes a second of a watch load; default 500.")
    private int rate = 500;

    @Option(
            names = "--leases",
            paramLabel = "N",
            description = "Leases of a lease load, over all clients; default 10000.")
    private int leases = 10_000;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "At most so long between two renewals of a lease, 250ms to 10s; default 3s.")
    private String every = "3s";

    @Option(names = "--warmup", paramLabel = "TIME", description = "Run before measuring; default 10s.")
    private String warmup = "10s";

    @Option(names = "--duration", paramLabel = "TIME", description = "Measure; default 10s.")
    private String duration = "10s";

    @Option(names = "--seed", paramLabel = "N", description = "What keys and values are drawn from; default 1.")
    private long seed = 1;

    /** The command in its surroundings. */
    public BenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        List<String> urls = operations.urls(surroundings);
        OperationsClient servers = urls.isEmpty() ? null : operations.client(connection, surroundings);
        List<BenchResult> results = run(plan, servers, urls);
        output.print(surroundings.out(), document(plan, results), () -> BenchTable.of(plan, results));
        if (results.stream().allMatch(result -> result.operations() == 0)) {
            throw CliException.unavailable(
                    "UNAVAILABLE",
                    "not one operation was acknowledged: " + results.get(0).failures());
        }
        return ExitStatus.DONE;
    }

    private BenchPlan plan() {
        if (inFlight.isEmpty() || inFlight.stream().anyMatch(n -> n < 1 || n > 1_000_000)) {
            throw CliException.usage("--in-flight lies between 1 and 1000000");
        }
        if (watches < 1 || watches > 100_000 || rate < 1 || rate > 100_000) {
            throw CliException.usage("--watches and --rate lie between 1 and 100000");
        }
        if (leases < 1 || leases > 1_000_000) {
            throw CliException.usage("--leases lies between 1 and 1000000");
        }
        if (every().compareTo(SHORTEST) < 0 || every().compareTo(LONGEST) > 0) {
            throw CliException.usage("--every lies between 250ms and 10s, as often as clients renew leases");
        }
        try {
            return new BenchPlan(
                    workload,
                    readPercent,
                    valueSize,
                    keys,
                    connections,
                    Amounts.duration(warmup),
                    Amounts.duration(duration),
                    seed);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", String.valueOf(e.getMessage()), e);
        }
    }

    private Duration every() {
        try {
            return Amounts.duration(every);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", String.valueOf(e.getMessage()), e);
        }
    }

    private List<BenchResult> run(BenchPlan plan, @Nullable OperationsClient servers, List<String> urls) {
        List<HoldfastClient> clients = new ArrayList<>();
        // A place is given back a moment after its answer was heard: leave room for both.
        int most = 2
                * Math.max(
                        Bench.FILL_IN_FLIGHT,
                        inFlight.stream().mapToInt(Integer::intValue).max().orElse(1));
        try {
            for (int i = 0; i < plan.connections(); i++) {
                clients.add(surroundings
                        .opener()
                        .apply(connection
                                .builder(surroundings)
                                .name("holdfast-bench")
                                // Answers are only counted here: no need to hand them to another thread.
                                .callbackExecutor(Runnable::run)
                                .maxInFlight(most)
                                .maxInFlightBytes(Math.max(64L << 20, (long) most * (plan.valueSize() + 128)))));
            }
            Bench bench = new Bench(plan, clients, servers, urls, new Progress(surroundings.err()));
            if (plan.reads() > 0) {
                bench.fill();
            }
            if (plan.workload() == Workload.WATCH) {
                return List.of(bench.deliver(watches, rate));
            }
            if (plan.workload() == Workload.LEASE) {
                return List.of(bench.keepAlive(leases, every()));
            }
            List<BenchResult> results = new ArrayList<>();
            for (int lanes : inFlight) {
                results.add(bench.run(lanes));
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted");
        } finally {
            clients.forEach(HoldfastClient::close);
        }
    }

    private static Document document(BenchPlan plan, List<BenchResult> results) {
        return new Document()
                .put("workload", plan.workload().name().toLowerCase(Locale.ROOT))
                .put("readPercent", plan.reads())
                .put("valueSize", plan.valueSize())
                .put("keys", plan.keys())
                .put("connections", plan.connections())
                .put("seed", plan.seed())
                .put("java", Runtime.version().toString())
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("runs", results.stream().map(BenchResult::document).toList());
    }
}
