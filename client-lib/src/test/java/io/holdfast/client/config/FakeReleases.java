package io.holdfast.client.config;

import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.Registration;
import io.holdfast.client.RejectedException;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.ReleaseOffer;
import io.holdfast.client.UnavailableException;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Configuration as a cluster keeps it, for one set and one client, with answers and notices that come when a seed says so, or
 * not at all. Answers are made when a call arrives; what is lost on its way back was done.
 */
final class FakeReleases implements ReleaseClient {
    private static final int PAGE = 3;

    private final SimulatedAgenda agenda;
    private final Random random;
    private final TreeMap<Long, Release> releases = new TreeMap<>();
    private final List<Runnable> observers = new CopyOnWriteArrayList<>();
    private final List<LongConsumer> losses = new ArrayList<>();

    /** What the clients' table says of this one; null if it has no row. */
    @Nullable
    Standing row;

    final List<String> said = new ArrayList<>();

    private long latest;
    private long current;
    private long staged;
    private boolean paused;
    private long session = 1;

    /** Nobody can be reached. */
    boolean down;

    /** One call in so many fails, before or after it was done; 0 for none. */
    int failOneIn;

    int offers;

    /** Whoever answers has come to this release only; 0 for all of them. */
    long answersAsOf;

    FakeReleases(SimulatedAgenda agenda, Random random) {
        this.agenda = agenda;
        this.random = random;
    }

    static Release release(String set, long number, String... pathsAndTexts) {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            String path = pathsAndTexts[i];
            documents.add(new Document(path, Documents.typeOf(path), Bytes.utf8(pathsAndTexts[i + 1])));
        }
        documents.sort(Comparator.comparing(Document::path));
        return new Release(header(set, number, 0, documents), documents);
    }

    private static ReleaseHeader header(String set, long number, long currentMillis, List<Document> documents) {
        return new ReleaseHeader(
                set,
                number,
                number - 1,
                0,
                currentMillis > 0 ? ReleaseState.CURRENT : ReleaseState.STAGED,
                number,
                1_000,
                currentMillis,
                "alice",
                "",
                ReleaseChecksum.of(documents),
                Bytes.EMPTY,
                documents.size(),
                0);
    }

    /** Publishes for everybody. */
    long publish(String yaml) {
        stage(yaml);
        promote();
        return latest;
    }

    /** Publishes for this client alone. */
    long stage(String yaml) {
        latest++;
        releases.put(latest, release("shop", latest, "app.yaml", yaml));
        staged = latest;
        paused = false;
        changed();
        return latest;
    }

    void promote() {
        Release release = kept(staged);
        releases.put(staged, new Release(header("shop", staged, 2_000, release.documents()), release.documents()));
        current = staged;
        staged = 0;
        changed();
    }

    void abort() {
        staged = 0;
        changed();
    }

    void pause(boolean on) {
        paused = on;
        changed();
    }

    void forgetBelow(long number) {
        releases.headMap(number, false).clear();
    }

    /** Another cluster's past, with the same numbers. */
    void restore(long to, String yaml) {
        releases.tailMap(to, true).clear();
        latest = to - 1;
        publish(yaml);
    }

    long current() {
        return current;
    }

    List<Long> becameCurrent() {
        return releases.values().stream()
                .filter(release -> release.header().currentMillis() > 0)
                .map(release -> release.header().number())
                .toList();
    }

    private Release kept(long number) {
        return Objects.requireNonNull(releases.get(number), "a release that is not there");
    }

    Standing row() {
        return Objects.requireNonNull(row, "the client has no row");
    }

    boolean rolling() {
        return staged != 0;
    }

    /** Whether the tests' validator has something against a release. */
    boolean isBad(long number) {
        return kept(number).documents().get(0).content().utf8().contains("-");
    }

    /** The client's session ends, at the server too. */
    void loseSession() {
        long over = session++;
        row = null;
        List.copyOf(losses).forEach(each -> agenda.after(some(), () -> each.accept(over)));
    }

    Registration onLoss(LongConsumer listener) {
        losses.add(listener);
        return () -> losses.remove(listener);
    }

    /** A connection was lost: notices with it, and whoever observes is told on the next one. */
    void reconnect() {
        changed();
    }

    private void changed() {
        if (!down) {
            observers.forEach(each -> agenda.after(some(), each));
        }
    }

    private Duration some() {
        return Duration.ofMillis(random.nextInt(20));
    }

    private <T> CompletableFuture<T> call(Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean fails = failOneIn > 0 && random.nextInt(failOneIn) == 0;
        boolean before = random.nextBoolean();
        agenda.after(some(), () -> {
            if (down || (fails && before)) {
                agenda.after(some(), () -> answer.completeExceptionally(unavailable()));
                return;
            }
            try {
                T value = work.get();
                agenda.after(some(), () -> {
                    if (fails) {
                        answer.completeExceptionally(unavailable());
                    } else {
                        answer.complete(value);
                    }
                });
            } catch (RejectedException e) {
                agenda.after(some(), () -> answer.completeExceptionally(e));
            }
        });
        return answer;
    }

    private static HoldfastException unavailable() {
        return new UnavailableException(OperationOutcome.UNKNOWN, null, "nobody leads", null);
    }

    private static RejectedException rejected(Reason reason) {
        return new RejectedException(reason, 0, 1, reason.name());
    }

    @Override
    public CompletableFuture<ReleaseOffer> offer(
            String set, String identity, List<Label> labels, long have, Consistency consistency) {
        offers++;
        return call(() -> {
            if (answersAsOf != 0) {
                Release old = kept(answersAsOf);
                return new ReleaseOffer(answersAsOf, Optional.of(old.header()), Optional.of(old));
            }
            boolean has = row != null && row.applied() == staged;
            long number = staged != 0 && (!paused || has) ? staged : current;
            if (number == 0) {
                return new ReleaseOffer(latest, Optional.empty(), Optional.empty());
            }
            Release release = kept(number);
            return new ReleaseOffer(
                    latest, Optional.of(release.header()), number == have ? Optional.empty() : Optional.of(release));
        });
    }

    @Override
    public CompletableFuture<ConfigOutcome.History> history(String set, long before, int limit) {
        return call(() -> {
            List<ReleaseHeader> older = releases.headMap(before, false).descendingMap().values().stream()
                    .map(Release::header)
                    .toList();
            return new ConfigOutcome.History(
                    latest, older.subList(0, Math.min(PAGE, older.size())), older.size() > PAGE);
        });
    }

    @Override
    public CompletableFuture<Release> release(String set, long number, Consistency consistency) {
        return call(() -> Optional.ofNullable(releases.get(number))
                .orElseThrow(() -> rejected(number <= latest ? Reason.RELEASE_FORGOTTEN : Reason.RELEASE_NOT_FOUND)));
    }

    @Override
    public CompletableFuture<Release> current(String set, Consistency consistency) {
        return call(() ->
                Optional.ofNullable(releases.get(current)).orElseThrow(() -> rejected(Reason.CONFIG_SET_NOT_FOUND)));
    }

    @Override
    public CompletableFuture<Long> acknowledge(
            String set, String identity, List<Label> labels, Verdict verdict, long release, String reason) {
        return call(() -> {
            Standing known = row == null ? Standing.NOWHERE : row;
            row = switch (verdict) {
                case ENROLLED -> known;
                case APPLIED -> known.applying(release);
                case REJECTED -> known.rejecting(release, reason);
            };
            said.add(verdict + " " + release + (reason.isEmpty() ? "" : " " + reason));
            return session;
        });
    }

    @Override
    public CompletableFuture<Void> leave(String set) {
        return call(() -> {
                    row = null;
                    said.add("LEFT");
                    return Boolean.TRUE;
                })
                .thenAccept(left -> {});
    }

    @Override
    public Registration observe(String set, Runnable changed) {
        observers.add(changed);
        agenda.after(some(), changed);
        return () -> observers.remove(changed);
    }

    int observers() {
        return observers.size();
    }

    @Override
    public CompletableFuture<ReleaseHeader> publish(
            String set, Collection<Document> documents, PublishOptions options) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<ReleaseHeader> rollback(String set, long to, PublishOptions options) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<Release> at(String set, Instant time, Consistency consistency) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<ConfigOutcome.Sets> list(String prefix, String after, int limit) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<ConfigOutcome.Status> status(String set, boolean rejecting, long after, int limit) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<Void> steer(String set, long release, Steering steering, String why) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<Void> restage(String set, long release, Stage stage) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<ConfigOutcome.Schema> schema(String set) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<Void> attach(String set, Bytes schema, Bytes expected) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public CompletableFuture<Void> retain(String set, int keep) {
        throw new UnsupportedOperationException("nothing under test asks for this");
    }

    @Override
    public ReleaseClient withTimeout(Duration timeout) {
        return this;
    }
}
