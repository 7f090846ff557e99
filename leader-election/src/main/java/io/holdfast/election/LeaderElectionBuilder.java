package io.holdfast.election;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.ListenerErrors;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import io.holdfast.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link LeaderElection}. Everything has a default. Not safe for several threads at once. */
public final class LeaderElectionBuilder {
    private final ElectionClient elections;
    private final Function<SessionOptions, CompletableFuture<Session>> opening;
    private final String election;
    private final List<Consumer<CandidateState>> listeners = new ArrayList<>();

    private CampaignOptions options;
    private Optional<SessionOptions> session = Optional.of(SessionOptions.DEFAULT);
    private Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));
    private Duration holdOff = Duration.ofSeconds(1);
    private Duration patience = Duration.ofSeconds(5);
    private Executor executor = ForkJoinPool.commonPool();
    private ListenerErrors errors = (listener, thrown) -> {};
    private @Nullable Timing timing;
    private RandomGenerator random = new SplittableRandom();

    LeaderElectionBuilder(
            ElectionClient elections,
            Function<SessionOptions, CompletableFuture<Session>> opening,
            String election,
            String client) {
        this.elections = Objects.requireNonNull(elections, "elections");
        this.opening = Objects.requireNonNull(opening, "opening");
        this.election = Objects.requireNonNull(election, "election");
        this.options = CampaignOptions.DEFAULT.candidate(client);
    }

    /** The election's name. */
    public String election() {
        return election;
    }

    /** The name to stand under, by which others may hand leadership to it; default the client's name. */
    public LeaderElectionBuilder candidate(String name) {
        this.options = options.candidate(name);
        return this;
    }

    /** What to publish from the moment on at which it leads, an address for instance; default nothing. */
    public LeaderElectionBuilder value(Bytes value) {
        this.options = options.value(value);
        return this;
    }

    /** {@link #value(Bytes)} of a text. */
    public LeaderElectionBuilder value(String value) {
        return value(Bytes.utf8(value));
    }

    /** Candidates of a higher priority are elected first; a leader is not displaced. Default 0. */
    public LeaderElectionBuilder priority(int priority) {
        this.options = options.priority(priority);
        return this;
    }

    /**
     * A session of its own, which is the default, of these options: its time to live bounds how long a dead leader's place
     * stays taken; a {@link SessionOptions#grace(Duration) grace} shortens that for a process that dies. It is opened for the first campaign, again when it ended, and closed with the election.
     */
    public LeaderElectionBuilder session(SessionOptions session) {
        this.session = Optional.of(session);
        return this;
    }

    /** The session that the client's writes go out in: one heartbeat less, and its end ends this leadership too. */
    public LeaderElectionBuilder clientSession() {
        this.session = Optional.empty();
        return this;
    }

    /** The pauses after failures, doubling from {@code min} to {@code max}, with jitter; default 50 ms to 2 s. */
    public LeaderElectionBuilder backoff(Duration min, Duration max) {
        this.backoff = new Backoff(min, max);
        return this;
    }

    /** How long it does not stand after resigning, if it cannot learn sooner that another leads; default 1 s. */
    public LeaderElectionBuilder holdOff(Duration holdOff) {
        this.holdOff = notNegative("hold-off", holdOff);
        return this;
    }

    /** How long {@link LeaderElection#close} waits at most; default 5 s. */
    public LeaderElectionBuilder closeTimeout(Duration patience) {
        this.patience = notNegative("close timeout", patience);
        return this;
    }

    /**
     * Where listeners run, and futures complete; default the common pool. What it refuses runs there, too. It is not shut
     * down.
     */
    public LeaderElectionBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /** Adds a listener that hears every state from the first on: {@link LeaderElection#onStateChange(Consumer)}. */
    public LeaderElectionBuilder listener(Consumer<CandidateState> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Who hears what listeners throw, besides the log. */
    public LeaderElectionBuilder onListenerError(ListenerErrors errors) {
        this.errors = Objects.requireNonNull(errors, "errors");
        return this;
    }

    LeaderElectionBuilder timing(Timing timing, RandomGenerator random) {
        this.timing = timing;
        this.random = random;
        return this;
    }

    /** Makes it; it does not stand before it is told to: {@link LeaderElection#stand}. */
    public LeaderElection build() {
        return build(candidacy());
    }

    LeaderElection build(Candidacy candidacy) {
        DefaultLeaderElection made = new DefaultLeaderElection(candidacy);
        listeners.forEach(made::onStateChange);
        return made;
    }

    /** Makes it, and it stands. */
    public LeaderElection start() {
        LeaderElection made = build();
        made.stand();
        return made;
    }

    Candidacy candidacy() {
        return new Candidacy(
                elections,
                election,
                options,
                session.<CandidateSession>map(wanted -> new CandidateSession.Own(() -> opening.apply(wanted)))
                        .orElseGet(CandidateSession.OfClient::new),
                backoff,
                holdOff,
                patience,
                new SureExecutor(executor),
                errors,
                timing == null ? Timing.system(executor) : timing,
                random);
    }

    static Duration notNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("the " + what + " must not be negative: " + duration);
        }
        return duration;
    }
}
