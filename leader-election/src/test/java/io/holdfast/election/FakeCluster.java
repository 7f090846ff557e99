package io.holdfast.election;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.ElectionObservation;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.client.LockPage;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RejectedException;
import io.holdfast.client.Session;
import io.holdfast.client.SessionExpiredException;
import io.holdfast.client.SessionOptions;
import io.holdfast.client.UnavailableException;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One election, in a few fields: a leader, a queue by priority and then by order, sessions, and faults on demand. Answers at
 * once, on the thread that asks. Safe for any thread; calls nobody while it holds its lock.
 */
public final class FakeCluster implements ElectionClient {
    private final List<Standing> queue = new ArrayList<>();
    private final List<Consumer<ElectionUpdate>> observers = new CopyOnWriteArrayList<>();
    private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
    private @Nullable FakeHandle leader;
    private @Nullable RuntimeException refusing;
    private @Nullable RuntimeException throwing;
    private boolean mute;
    private long tokens;
    private long tickets;
    private int campaigns;

    private record Standing(
            long ticket, String name, CampaignOptions options, long session, CompletableFuture<LeaderHandle> elected) {}

    /** From now on every call fails with this; null to answer again. */
    synchronized void refuse(@Nullable RuntimeException failure) {
        refusing = failure;
    }

    /** From now on every call throws this instead of answering; null to answer again. */
    synchronized void throwInstead(@Nullable RuntimeException thrown) {
        throwing = thrown;
    }

    /** From now on no call is answered at all. */
    synchronized void silence(boolean silent) {
        mute = silent;
    }

    synchronized boolean mute() {
        return mute;
    }

    synchronized int campaigns() {
        return campaigns;
    }

    synchronized int waiting() {
        return queue.size();
    }

    synchronized Optional<FakeHandle> leading() {
        return Optional.ofNullable(leader);
    }

    List<FakeSession> sessions() {
        return List.copyOf(sessions);
    }

    /** The candidate that leads; empty if none does. */
    public synchronized String leaderName() {
        return leader == null ? "" : leader.candidate();
    }

    static UnavailableException unreachable() {
        return new UnavailableException(OperationOutcome.UNKNOWN, null, "no node can be reached", null);
    }

    CompletableFuture<Session> open(SessionOptions options) {
        FakeSession session;
        synchronized (this) {
            if (refusing != null) {
                return CompletableFuture.failedFuture(refusing);
            }
            session = new FakeSession(this, sessions.size() + 1L, options.ttl());
        }
        sessions.add(session);
        return CompletableFuture.completedFuture(session);
    }

    @Override
    public CompletableFuture<LeaderHandle> campaignAsync(String name, CampaignOptions options) {
        CompletableFuture<LeaderHandle> elected = new CompletableFuture<>();
        synchronized (this) {
            campaigns++;
            if (throwing != null) {
                throw throwing;
            }
            if (refusing != null) {
                return CompletableFuture.failedFuture(refusing);
            }
            if (mute) {
                return elected;
            }
            queue.add(new Standing(
                    tickets++, name, options, options.session().map(Session::id).orElse(0L), elected));
        }
        elected.whenComplete((handle, failure) -> withdraw(elected));
        elect("");
        return elected;
    }

    private synchronized void withdraw(CompletableFuture<LeaderHandle> elected) {
        queue.removeIf(standing -> standing.elected() == elected);
    }

    /** Lets the first in line lead, if nobody does. */
    private void elect(String successor) {
        Standing next;
        FakeHandle handle;
        synchronized (this) {
            if (leader != null || queue.isEmpty()) {
                return;
            }
            next = queue.stream()
                    .filter(standing -> successor.isEmpty()
                            || standing.options().candidate().equals(successor))
                    .min(Comparator.<Standing>comparingInt(
                                    standing -> -standing.options().priority())
                            .thenComparingLong(Standing::ticket))
                    .orElseThrow();
            queue.remove(next);
            handle = new FakeHandle(
                    this,
                    next.name(),
                    next.options().candidate(),
                    next.options().value(),
                    ++tokens,
                    next.session());
            leader = handle;
        }
        tell(new ElectionUpdate.Elected(shown(handle)));
        if (!next.elected().complete(handle)) {
            release(handle, "");
        }
    }

    CompletableFuture<Void> release(FakeHandle handle, String successor) {
        synchronized (this) {
            if (leader != handle) {
                handle.released();
                return Answers.nothing();
            }
            if (!successor.isEmpty()
                    && queue.stream()
                            .noneMatch(
                                    standing -> standing.options().candidate().equals(successor))) {
                return CompletableFuture.failedFuture(
                        new RejectedException(Reason.NO_SUCH_CANDIDATE, 0, 1, "nobody of the name " + successor));
            }
            leader = null;
        }
        handle.released();
        ended(handle, LockEnd.RELEASED, successor);
        return mute() ? new CompletableFuture<>() : Answers.nothing();
    }

    /** Ends the tenure of whoever leads. */
    void endTenure(LockEnd end) {
        FakeHandle handle = leading().orElse(null);
        if (handle != null) {
            synchronized (this) {
                leader = null;
            }
            handle.lose(end);
            ended(handle, end, "");
        }
    }

    void sessionEnded(long session, LockEnd end) {
        List<Standing> gone;
        synchronized (this) {
            gone = queue.stream()
                    .filter(standing -> standing.session() == session)
                    .toList();
            queue.removeAll(gone);
        }
        gone.forEach(standing -> standing.elected()
                .completeExceptionally(
                        new SessionExpiredException(OperationOutcome.NOT_APPLIED, null, "the session ended", null)));
        if (leading().filter(handle -> handle.session() == session).isPresent()) {
            endTenure(end);
        }
    }

    private void ended(FakeHandle handle, LockEnd end, String successor) {
        tell(new ElectionUpdate.Ended(shown(handle), new LockLoss(end, "")));
        elect(successor);
    }

    void published(FakeHandle handle) {
        tell(new ElectionUpdate.Published(shown(handle)));
    }

    /** Tells all observers something. */
    void tell(ElectionUpdate update) {
        observers.forEach(observer -> observer.accept(update));
    }

    private static ElectedLeader shown(FakeHandle handle) {
        return new ElectedLeader(
                handle.name(),
                handle.token(),
                handle.candidate(),
                handle.value(),
                handle.session(),
                "client",
                Instant.EPOCH);
    }

    @Override
    public synchronized CompletableFuture<Optional<ElectedLeader>> leaderAsync(String name) {
        if (refusing != null) {
            return CompletableFuture.failedFuture(refusing);
        }
        return CompletableFuture.completedFuture(leading().map(FakeCluster::shown));
    }

    @Override
    public synchronized CompletableFuture<Optional<ElectionDetails>> showAsync(String name, int limit) {
        if (refusing != null) {
            return CompletableFuture.failedFuture(refusing);
        }
        Optional<ElectedLeader> leads = leading().map(FakeCluster::shown);
        return CompletableFuture.completedFuture(
                leads.isEmpty() && queue.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ElectionDetails(1, name, leads, List.of(), queue.size())));
    }

    @Override
    public ElectionObservation observe(String name, Consumer<ElectionUpdate> listener) {
        return observe(name, listener, Runnable::run);
    }

    @Override
    public ElectionObservation observe(String name, Consumer<ElectionUpdate> listener, Executor executor) {
        observers.add(listener);
        listener.accept(new ElectionUpdate.Current(leading().map(FakeCluster::shown), false));
        return new ElectionObservation() {
            @Override
            public String election() {
                return name;
            }

            @Override
            public void close() {
                observers.remove(listener);
            }
        };
    }

    @Override
    public CompletableFuture<Boolean> revokeAsync(String name, long token, String successor, String why) {
        throw new UnsupportedOperationException("revoke");
    }

    @Override
    public CompletableFuture<LockPage> listAsync(String prefix, String after, int limit) {
        throw new UnsupportedOperationException("list");
    }

    @Override
    public ElectionClient withTimeout(Duration timeout) {
        return this;
    }
}
