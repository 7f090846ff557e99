package io.holdfast.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Elections: exclusive locks whose holder leads and publishes a value that others observe. They share the name space of locks.
 * Safe for any thread. Methods whose names end in {@code Async} do not block and complete on the client's callback executor;
 * the others wait for them.
 *
 * <p>These are the parts. What runs a service while it leads, and stands again by itself, is {@code io.holdfast.election} of
 * the artifact {@code holdfast-leader-election}.
 */
public interface ElectionClient {
    /**
     * Stands for election, and waits in line. Fails as acquiring a lock does (see {@link NamedLock}); whatever it fails with,
     * this candidate stands no more. Cancelling the future withdraws.
     */
    CompletableFuture<LeaderHandle> campaignAsync(String name, CampaignOptions options);

    /** {@link #campaignAsync}, and waits to be elected. An interrupt withdraws. */
    default LeaderHandle campaign(String name, CampaignOptions options) {
        return Waiting.acquired(campaignAsync(name, options));
    }

    /** Who leads now, linearizable; empty if nobody does. */
    CompletableFuture<Optional<ElectedLeader>> leaderAsync(String name);

    /** {@link #leaderAsync}, and waits for it. */
    default Optional<ElectedLeader> leader(String name) {
        return Waiting.await(leaderAsync(name), false);
    }

    /**
     * One election with its leader and the head of its queue; empty if nobody leads or stands.
     *
     * @param limit at most so many candidates; 0 for the server's own bound
     */
    CompletableFuture<Optional<ElectionDetails>> showAsync(String name, int limit);

    /** {@link #showAsync} of as much as fits, and waits for it. */
    default Optional<ElectionDetails> show(String name) {
        return Waiting.await(showAsync(name, 0), false);
    }

    /** {@link #observe(String, Consumer, Executor)} on the client's callback executor. */
    ElectionObservation observe(String name, Consumer<ElectionUpdate> listener);

    /**
     * Lets a listener hear who leads now, and from then on of every change in order, each once, across reconnects and lost
     * nodes: one call at a time. Should it fall so far behind that changes are forgotten, it hears {@link
     * ElectionUpdate.Current} with {@code missed} and goes on from there. What the listener throws goes to {@link
     * HoldfastClientBuilder#listenerErrors}, and the observation goes on.
     *
     * <p>While a lock has the name, or no node can be asked, nothing is heard; it goes on by itself. Ends with the client.
     *
     * @throws RejectedException if the name is none, or this client observes {@link io.holdfast.model.Limits#MAX_TOPICS}
     *     elections already
     */
    ElectionObservation observe(String name, Consumer<ElectionUpdate> listener, Executor executor);

    /**
     * Ends the tenure of whoever leads; only operators may. Its handle says LOST (REVOKED, by whom, {@code why}).
     *
     * @param token of which grant; 0 for whoever leads
     * @param successor the name of the candidate who leads next; empty for whoever is next in line. If none of that name
     *     waits it fails with {@link RejectedException} NO_SUCH_CANDIDATE, and nothing changes
     * @return whether it was this that ended a tenure; not if nobody led, or another grant than {@code token}
     */
    CompletableFuture<Boolean> revokeAsync(String name, long token, String successor, String why);

    /** {@link #revokeAsync}, and waits for it. */
    default boolean revoke(String name, long token, String successor, String why) {
        return Waiting.await(revokeAsync(name, token, successor, why), true);
    }

    /**
     * Lists elections in order of their names: as {@link LockClient#listAsync}, which lists locks of every kind. If there is
     * more than is given, ask again after the last name; at least one is given then.
     *
     * @param prefix only names that begin so; empty for all
     * @param after only names above it; empty for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    CompletableFuture<LockPage> listAsync(String prefix, String after, int limit);

    /** {@link #listAsync}, and waits for it. */
    default LockPage list(String prefix, String after, int limit) {
        return Waiting.await(listAsync(prefix, after, limit), false);
    }

    /** This client with another deadline for each call; how long a campaign waits in line is another matter. */
    ElectionClient withTimeout(Duration timeout);
}
