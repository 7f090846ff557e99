package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node with one config set, each release of which is for everybody at once. */
final class ReleaseScript implements FakeNode.Script {
    private final TreeMap<Long, Release> releases = new TreeMap<>();
    final List<ConfigCommand> commands = new CopyOnWriteArrayList<>();
    final List<ConfigQuery.Offer> offers = new CopyOnWriteArrayList<>();
    private FakeNode.@Nullable Connection observer;

    /** Documents change on their way. */
    volatile boolean damages;

    @Override
    public synchronized void requests(FakeNode.Connection connection, List<Request> requests) {
        List<Result> results = new ArrayList<>();
        boolean published = false;
        for (Request request : requests) {
            if (request instanceof Request.Subscribe) {
                observer = connection;
                results.add(new Result.Subscribed(request.id()));
            } else if (request instanceof Request.Unsubscribe) {
                results.add(new Result.Subscribed(request.id()));
            } else if (request instanceof Request.Write write
                    && write.command().command() instanceof ConfigCommand command) {
                commands.add(command);
                results.add(new Result.Answered(request.id(), outcome(command)));
                published |= command instanceof ConfigCommand.Publish;
            } else if (request instanceof Request.Read read && read.query() instanceof ConfigQuery query) {
                results.add(new Result.Answered(request.id(), outcome(query)));
            } else {
                throw new AssertionError("the script does not know " + request);
            }
        }
        connection.results(results);
        if (published && observer != null) {
            observer.send(new ServerFrame.Noticed(List.of(new Topic(TopicKind.CONFIG, "shop"))));
        }
    }

    private static Outcome no(Reason reason, long bound) {
        return new Outcome.Rejection(1, reason, reason.name(), bound);
    }

    private ConfigSetRecord set() {
        return new ConfigSetRecord("shop", latest(), latest(), null, releases.size(), 0, 100, Bytes.EMPTY, 0);
    }

    private long latest() {
        return releases.isEmpty() ? 0 : releases.lastKey();
    }

    private Outcome outcome(ConfigCommand command) {
        if (command instanceof ConfigCommand.Publish publish) {
            if (publish.expected() >= 0 && publish.expected() != latest()) {
                return no(Reason.RELEASE_CONFLICT, latest());
            }
            long number = latest() + 1;
            ReleaseHeader header = new ReleaseHeader(
                    publish.set(),
                    number,
                    number - 1,
                    publish.rollbackOf(),
                    ReleaseState.CURRENT,
                    number,
                    1,
                    1,
                    "alice",
                    publish.comment(),
                    publish.checksum(),
                    publish.schemaChecksum(),
                    publish.documents().size(),
                    1);
            releases.put(number, new Release(header, publish.documents()));
            return new ConfigOutcome.Published(number, header);
        }
        if (command instanceof ConfigCommand.Steer || command instanceof ConfigCommand.Restage) {
            return new ConfigOutcome.Steered(1, set());
        }
        if (command instanceof ConfigCommand.Attach || command instanceof ConfigCommand.Retain) {
            return new ConfigOutcome.Configured(1, set());
        }
        return new ConfigOutcome.Acknowledged(1);
    }

    private Outcome outcome(ConfigQuery query) {
        if (query instanceof ConfigQuery.One one) {
            Release release = releases.get(one.number() == 0 ? latest() : one.number());
            return release == null
                    ? no(Reason.RELEASE_NOT_FOUND, 0)
                    : new ConfigOutcome.One(1, new Release(release.header(), sent(release.documents())));
        }
        if (query instanceof ConfigQuery.History) {
            return new ConfigOutcome.History(
                    1,
                    releases.descendingMap().values().stream()
                            .map(Release::header)
                            .toList(),
                    false);
        }
        if (query instanceof ConfigQuery.Sets) {
            return new ConfigOutcome.Sets(1, List.of(set()), false);
        }
        if (query instanceof ConfigQuery.Status) {
            return new ConfigOutcome.Status(1, set(), 0, List.of(), List.of(), false);
        }
        if (query instanceof ConfigQuery.Schema) {
            return new ConfigOutcome.Schema(1, Bytes.EMPTY, Bytes.EMPTY);
        }
        ConfigQuery.Offer offer = (ConfigQuery.Offer) query;
        offers.add(offer);
        if (releases.isEmpty()) {
            return new ConfigOutcome.Offered(1, null, false, List.of());
        }
        Release release = releases.lastEntry().getValue();
        boolean same = offer.have() == release.header().number();
        return new ConfigOutcome.Offered(1, release.header(), same, same ? List.of() : sent(release.documents()));
    }

    private List<Document> sent(List<Document> documents) {
        return damages
                ? documents.stream()
                        .map(each -> new Document(each.path(), each.type(), Bytes.utf8("x")))
                        .toList()
                : documents;
    }
}
