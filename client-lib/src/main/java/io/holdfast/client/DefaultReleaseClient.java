package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.OwnWrites;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Configuration over {@link Calls}.
 *
 * @param calls carries what is said in no session in particular
 * @param following what this client itself follows
 */
record DefaultReleaseClient(Calls calls, Following following) implements ReleaseClient {
    @Override
    public CompletableFuture<ReleaseHeader> publish(
            String set, Collection<Document> documents, PublishOptions options) {
        return publish(set, documents, 0, options);
    }

    private CompletableFuture<ReleaseHeader> publish(
            String set, Collection<Document> documents, long rollbackOf, PublishOptions options) {
        return checked(set, () -> {
            ReleaseRules.documents(documents);
            ReleaseRules.text("the comment", options.comment(), Limits.MAX_COMMENT_BYTES);
            options.schemaChange().ifPresent(change -> ReleaseRules.schema(change.schema()));
            ConfigCommand command = new ConfigCommand.Publish(
                    set,
                    options.expected().orElse(-1),
                    List.copyOf(documents),
                    ReleaseChecksum.of(documents),
                    options.schemaChecksum(),
                    options.comment(),
                    rollbackOf,
                    options.stage().orElse(null),
                    "",
                    options.schemaChange().orElse(null));
            return calls.write(command, DefaultReleaseClient::published);
        });
    }

    private static ReleaseHeader published(Outcome outcome) {
        if (outcome instanceof ConfigOutcome.Published published) {
            return published.header();
        }
        throw Replies.refused(outcome);
    }

    @Override
    public CompletableFuture<ReleaseHeader> rollback(String set, long to, PublishOptions options) {
        return release(set, to, Consistency.linearizable())
                .thenCompose(earlier -> publish(set, earlier.documents(), to, options));
    }

    @Override
    public CompletableFuture<Release> current(String set, Consistency consistency) {
        return one(new ConfigQuery.One(set, 0, 0), consistency);
    }

    @Override
    public CompletableFuture<Release> release(String set, long number, Consistency consistency) {
        if (number < 1) {
            return CompletableFuture.failedFuture(
                    RequestCheck.refused(Reason.RELEASE_NOT_FOUND, 0, "releases are numbered from 1, not " + number));
        }
        return one(new ConfigQuery.One(set, number, 0), consistency);
    }

    @Override
    public CompletableFuture<Release> at(String set, Instant time, Consistency consistency) {
        return one(new ConfigQuery.One(set, 0, Math.max(1, time.toEpochMilli())), consistency);
    }

    private CompletableFuture<Release> one(ConfigQuery.One query, Consistency consistency) {
        return read(query.set(), query, consistency, outcome -> {
            if (outcome instanceof ConfigOutcome.One one) {
                return verified(one.release());
            }
            throw Replies.refused(outcome);
        });
    }

    /** What came must be what was published: whoever applies configuration does not apply half of it, or another one. */
    private static Release verified(Release release) {
        ReleaseHeader header = release.header();
        if (!ReleaseChecksum.of(release.documents()).equals(header.checksum())) {
            throw new ProtocolException(
                    OperationOutcome.NOT_APPLIED,
                    null,
                    "release " + header.number() + " of the config set " + header.set()
                            + " does not match its checksum: damaged on its way, or a bug worth reporting",
                    null);
        }
        return release;
    }

    @Override
    public CompletableFuture<ConfigOutcome.History> history(String set, long before, int limit) {
        return read(set, new ConfigQuery.History(set, before, limit), Consistency.linearizable(), outcome -> {
            if (outcome instanceof ConfigOutcome.History history) {
                return history;
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<ConfigOutcome.Sets> list(String prefix, String after, int limit) {
        ConfigQuery query = new ConfigQuery.Sets(prefix, after, limit);
        return calls.read(query, Consistency.linearizable(), (outcome, served) -> {
            if (outcome instanceof ConfigOutcome.Sets sets) {
                return sets;
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<ConfigOutcome.Status> status(String set, boolean rejecting, long after, int limit) {
        ConfigQuery query = new ConfigQuery.Status(set, rejecting, after, limit);
        return read(set, query, Consistency.linearizable(), outcome -> {
            if (outcome instanceof ConfigOutcome.Status status) {
                return status;
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<Void> steer(String set, long release, Steering steering, String why) {
        return checked(set, () -> {
            ReleaseRules.text("what is said of a rollout", why, Limits.MAX_COMMENT_BYTES);
            return calls.write(new ConfigCommand.Steer(set, release, steering, why, ""), DefaultReleaseClient::steered);
        });
    }

    @Override
    public CompletableFuture<Void> restage(String set, long release, Stage stage) {
        return checked(
                set,
                () -> calls.write(new ConfigCommand.Restage(set, release, stage, ""), DefaultReleaseClient::steered));
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Void steered(Outcome outcome) {
        if (outcome instanceof ConfigOutcome.Steered || outcome instanceof Outcome.Condensed) {
            return null;
        }
        throw Replies.refused(outcome);
    }

    @Override
    public CompletableFuture<ConfigOutcome.Schema> schema(String set) {
        return read(set, new ConfigQuery.Schema(set), Consistency.linearizable(), outcome -> {
            if (outcome instanceof ConfigOutcome.Schema schema) {
                return schema;
            }
            throw Replies.refused(outcome);
        });
    }

    @Override
    public CompletableFuture<Void> attach(String set, Bytes schema, Bytes expected) {
        return checked(set, () -> {
            ReleaseRules.schema(schema);
            Bytes checksum = new SchemaChange(schema, expected).checksum();
            return calls.write(
                    new ConfigCommand.Attach(set, schema, checksum, expected, ""), DefaultReleaseClient::configured);
        });
    }

    @Override
    public CompletableFuture<Void> retain(String set, int keep) {
        return checked(
                set, () -> calls.write(new ConfigCommand.Retain(set, keep, ""), DefaultReleaseClient::configured));
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Void configured(Outcome outcome) {
        if (outcome instanceof ConfigOutcome.Configured || outcome instanceof Outcome.Condensed) {
            return null;
        }
        throw Replies.refused(outcome);
    }

    @Override
    public CompletableFuture<ReleaseOffer> offer(
            String set, String identity, List<Label> labels, long have, Consistency consistency) {
        return checked(set, () -> {
            ReleaseRules.client(identity, labels);
            ConfigQuery query = new ConfigQuery.Offer(set, following.session(), identity, sorted(labels), have);
            return calls.read(query, consistency, (outcome, served) -> offered(outcome));
        });
    }

    private static ReleaseOffer offered(Outcome outcome) {
        if (outcome instanceof ConfigOutcome.Offered offered) {
            ReleaseHeader header = offered.header();
            if (header == null) {
                return new ReleaseOffer(offered.revision(), Optional.empty(), Optional.empty());
            }
            return new ReleaseOffer(
                    offered.revision(),
                    Optional.of(header),
                    offered.same()
                            ? Optional.empty()
                            : Optional.of(verified(new Release(header, offered.documents()))));
        }
        throw Replies.refused(outcome);
    }

    @Override
    public CompletableFuture<Long> acknowledge(
            String set, String identity, List<Label> labels, Verdict verdict, long release, String reason) {
        return checked(set, () -> {
            ReleaseRules.client(identity, labels);
            List<Label> own = sorted(labels);
            String said = ReleaseRules.cut(reason, Limits.MAX_CONFIG_TEXT_BYTES);
            return within(session -> new ConfigCommand.Acknowledge(session, set, identity, own, verdict, release, said))
                    .whenComplete((session, failure) -> {
                        if (failure == null) {
                            following.noted(session);
                        }
                    });
        });
    }

    private static List<Label> sorted(List<Label> labels) {
        return labels.stream().distinct().sorted().toList();
    }

    @Override
    public CompletableFuture<Void> leave(String set) {
        return checked(
                set,
                () -> within(session -> new ConfigCommand.Leave(session, set)).thenAccept(session -> {}));
    }

    /** Says something in the session of this client's writes; gives its id. */
    private CompletableFuture<Long> within(LongFunction<ConfigCommand> command) {
        CompletableFuture<Long> noted = new CompletableFuture<>();
        following.writes().submit(calls.deadline(), command, new OwnWrites.Ending() {
            @Override
            public void answered(long session, Outcome outcome) {
                if (outcome instanceof ConfigOutcome.Acknowledged || outcome instanceof Outcome.Condensed) {
                    noted.complete(session);
                } else {
                    noted.completeExceptionally(Replies.refused(outcome));
                }
            }

            @Override
            public void failed(CallFailure why) {
                noted.completeExceptionally(Failures.exception(why));
            }
        });
        return noted;
    }

    @Override
    public Registration observe(String set, Runnable changed) {
        ReleaseRules.set(set);
        Objects.requireNonNull(changed, "changed");
        return following.observe(set, changed)::run;
    }

    @Override
    public ReleaseClient withTimeout(Duration timeout) {
        return new DefaultReleaseClient(calls.withTimeout(timeout), following);
    }

    private <T> CompletableFuture<T> read(
            String set, ConfigQuery query, Consistency consistency, Function<Outcome, T> reply) {
        return checked(set, () -> calls.read(query, consistency, (outcome, served) -> reply.apply(outcome)));
    }

    private static <T> CompletableFuture<T> checked(String set, Supplier<CompletableFuture<T>> call) {
        try {
            ReleaseRules.set(set);
            return call.get();
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
