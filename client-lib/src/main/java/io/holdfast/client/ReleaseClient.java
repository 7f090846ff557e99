package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Configuration as releases: atomic, numbered, immutable versions of named config sets. These are the parts; {@code
 * io.holdfast.client.config} binds releases to objects, follows them and keeps the last one known to be good. Safe for any
 * thread. No method blocks: futures complete on the client's callback executor.
 *
 * <p>Calls fail with {@link RejectedException} and these codes, and as any call may: CONFIG_SET_NOT_FOUND,
 * RELEASE_NOT_FOUND, RELEASE_FORGOTTEN, RELEASE_CONFLICT, SCHEMA_CHANGED, ROLLOUT_UNDER_WAY, NO_ROLLOUT, TOO_MUCH_CONFIG,
 * INVALID_ARGUMENT. Nothing is changed then.
 */
public interface ReleaseClient {
    /**
     * Publishes a release: all documents at once, with a schema to attach if there is one in the options, or nothing. At most
     * once, however often it is sent.
     *
     * @return the release
     */
    CompletableFuture<ReleaseHeader> publish(String set, Collection<Document> documents, PublishOptions options);

    /**
     * Publishes the content of an earlier release again, as a new one. If the set has a schema, the options say by its checksum
     * that this content was checked against it.
     *
     * @param to the number of the earlier release
     * @return the new release
     */
    CompletableFuture<ReleaseHeader> rollback(String set, long to, PublishOptions options);

    /** The current release. */
    CompletableFuture<Release> current(String set, Consistency consistency);

    /** A release by its number. */
    CompletableFuture<Release> release(String set, long number, Consistency consistency);

    /** The release that was current at a time, by the nodes' wall clocks. */
    CompletableFuture<Release> at(String set, Instant time, Consistency consistency);

    /**
     * The kept releases, the newest first.
     *
     * @param before only numbers below it; 0 for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    CompletableFuture<ConfigOutcome.History> history(String set, long before, int limit);

    /**
     * Lists config sets in order of their names.
     *
     * @param prefix only names that begin so; empty for all
     * @param after only names above it; empty for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    CompletableFuture<ConfigOutcome.Sets> list(String prefix, String after, int limit);

    /**
     * How a set, its rollout and its clients stand.
     *
     * @param rejecting whether to list only clients that rejected a release
     * @param after only clients of sessions above it; 0 for the first page
     * @param limit at most so many clients; 0 for the server's own bound
     */
    CompletableFuture<ConfigOutcome.Status> status(String set, boolean rejecting, long after, int limit);

    /**
     * Goes on with a rollout, or gives it up.
     *
     * @param why what is said of it; may be empty
     */
    CompletableFuture<Void> steer(String set, long release, Steering steering, String why);

    /** Changes whom a rollout concerns. */
    CompletableFuture<Void> restage(String set, long release, Stage stage);

    /** The schema attached to a set, with its checksum; both empty if there is none. */
    CompletableFuture<ConfigOutcome.Schema> schema(String set);

    /**
     * Attaches a schema in place of the one the set has.
     *
     * @param schema a JSON Schema; empty to detach
     * @param expected the checksum of the one that the author knows; empty if there is none
     */
    CompletableFuture<Void> attach(String set, Bytes schema, Bytes expected);

    /** Says how many releases are kept, besides the current and a staged one. */
    CompletableFuture<Void> retain(String set, int keep);

    /**
     * What a client is to run on.
     *
     * @param identity what the client calls itself, stable across its restarts
     * @param labels what it says of itself
     * @param have the release it has already, whose documents are not sent again; 0 for none
     */
    CompletableFuture<ReleaseOffer> offer(
            String set, String identity, List<Label> labels, long have, Consistency consistency);

    /**
     * Says that this client follows a set, and how it stands to a release: kept for as long as the session of its writes lives.
     * Goes out in that session; after a session was lost it has to be said again.
     *
     * @param release which; 0 with {@link Verdict#ENROLLED}
     * @param reason why it rejects; else empty
     * @return the session in which that was noted
     */
    CompletableFuture<Long> acknowledge(
            String set, String identity, List<Label> labels, Verdict verdict, long release, String reason);

    /** Follows a set no more. */
    CompletableFuture<Void> leave(String set);

    /**
     * Tells, on the callback executor and one call at a time, that a set may have changed: once when the observation begins, after
     * each connection that was lost, and whenever a release is published or a rollout changed. Many changes may be told as one.
     */
    Registration observe(String set, Runnable changed);

    /** This client with another deadline for each call. */
    ReleaseClient withTimeout(Duration timeout);

    /** One document, for those who read no other. */
    default CompletableFuture<Optional<Document>> document(String set, String path, Consistency consistency) {
        return current(set, consistency).thenApply(release -> release.document(path));
    }
}
