package io.holdfast.it.workload;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.holdfast.checker.Tenures;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.model.lock.WaitRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The candidates of one election, each a process, and the book of what they believed and were told. Used by one thread. */
public final class Candidates implements AutoCloseable {
    /** Within this there is a leader, whatever happened: the election never stops. */
    private static final Duration BOUND = Duration.ofSeconds(40);

    private static final Duration POLL = Duration.ofMillis(5);

    private final ProcessCluster cluster;
    private final Class<?> main;
    private final String election;
    private final Duration ttl;
    private final Duration grace;
    private final List<String> further;
    private final Consumer<String> more;
    private final HoldfastClient client;
    private final Tenures tenures = new Tenures();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Set<Long> elected = new ConcurrentSkipListSet<>();
    private final List<Candidate> all = new ArrayList<>();
    private final Candidate.Book book = new Candidate.Book() {
        @Override
        public void believed(long token, String candidate, long nanos) {
            tenures.believed(election, token, candidate, 1, 1, nanos);
        }

        @Override
        public void elected(long token) {
            elected.add(token);
        }

        @Override
        public void wrong(String what) {
            errors.add(what);
        }
    };

    /** None yet, which will lead and nothing more. */
    public Candidates(ProcessCluster cluster, String election, Duration ttl, Duration grace) {
        this(cluster, ElectionCandidate.class, election, ttl, grace, List.of(), line -> {});
    }

    /**
     * None yet.
     *
     * @param cluster of members with a name
     * @param main runs a {@link CandidateProcess}
     * @param further arguments for its work
     * @param more hears what else candidates print, on the thread that listens
     */
    public Candidates(
            ProcessCluster cluster,
            Class<?> main,
            String election,
            Duration ttl,
            Duration grace,
            List<String> further,
            Consumer<String> more) {
        this.cluster = cluster;
        this.main = main;
        this.election = election;
        this.ttl = ttl;
        this.grace = grace;
        this.further = List.copyOf(further);
        this.more = more;
        this.client = cluster.client();
    }

    /** Starts one more. */
    public Candidate start() {
        String name = "c" + (all.size() + 1);
        List<String> arguments = new ArrayList<>(List.of(
                cluster.nodes().stream()
                        .map(ServerProcess::clientPort)
                        .map(port -> "localhost:" + port)
                        .collect(Collectors.joining(",")),
                cluster.pki().caCert().toString(),
                cluster.pki().cert("tester").toString(),
                cluster.pki().key("tester").toString(),
                name,
                election,
                Long.toString(ttl.toMillis()),
                Long.toString(grace.toMillis())));
        arguments.addAll(further);
        Candidate candidate = new Candidate(name, main, cluster.way(), arguments, book, more);
        all.add(candidate);
        return candidate;
    }

    /** What was believed. */
    public Tenures tenures() {
        return tenures;
    }

    /** The tokens under which candidates told that they lead. */
    public Set<Long> elected() {
        return Set.copyOf(elected);
    }

    /** What must not have happened. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Waits for one that works under a higher token. */
    public Candidate awaitLeader(long above) {
        await("the next leader, above " + above)
                .atMost(BOUND)
                .pollInterval(POLL)
                .until(() -> latest() != null && requireNonNull(latest()).token() > above);
        return requireNonNull(latest());
    }

    /** Waits until somebody leads and so many wait in line; the last of them. */
    public String awaitLine(int waiting) {
        ElectionDetails details = await("a leader and " + waiting + " in line")
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(
                        () -> client.elections().show(election).orElseThrow(),
                        seen -> seen.leader().isPresent() && seen.waiting() >= waiting);
        List<WaitRecord> line = details.candidates();
        return line.get(line.size() - 1).claim().label();
    }

    /** Waits until one knows that its tenure is over. */
    public void awaitEnded(Candidate candidate, long token) {
        await(candidate.name() + " knowing that " + token + " is over")
                .atMost(BOUND)
                .pollInterval(POLL)
                .until(() -> candidate.endedToken() == token);
    }

    /** Lets all that live come to their end, one after the other. */
    public void finish() throws InterruptedException {
        for (Candidate candidate : all) {
            if (candidate.isAlive()) {
                candidate.end();
            }
            candidate.finish();
        }
    }

    @Override
    public void close() {
        all.forEach(Candidate::destroy);
        client.close();
    }

    private @Nullable Candidate latest() {
        Candidate latest = null;
        for (Candidate candidate : all) {
            if (candidate.token() > 0 && (latest == null || candidate.token() > latest.token())) {
                latest = candidate;
            }
        }
        return latest;
    }
}
