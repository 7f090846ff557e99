package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.event.Event;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.storage.LogCodec;
import io.holdfast.storage.SnapshotFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One sample of every kind of command, query, frame, log entry and snapshot, with every field set. */
final class GoldenSamples {
    private static final Bytes KEY = Bytes.utf8("config/größe");
    private static final Bytes VALUE = Bytes.of(0, 1, 0x7f, 0x80, 0xff);
    private static final KeyRange PREFIX = KeyRange.prefix(Bytes.utf8("a/"));
    private static final KeyValue OLD = new KeyValue(KEY, VALUE, 3, 70_000, 12, 0x7fff_ffff_ffffL);
    private static final Leader LEADER = new Leader("n2", "127.0.0.1:7410", 9);
    private static final Compare COMPARE =
            Compare.number(KeyRange.single(KEY), Compare.Target.CREATE_REVISION, Compare.Relation.GREATER, -1);
    private static final RangeQuery RANGE = new RangeQuery(
            PREFIX,
            11,
            12,
            RangeQuery.SortTarget.MOD_REVISION,
            RangeQuery.SortOrder.DESCEND,
            true,
            true,
            13,
            14,
            15,
            16,
            17);
    static final Put PUT = new Put(KEY, VALUE, 1L << 62, true, true, true);
    private static final Put PLAIN_PUT = new Put(Bytes.utf8("k"), Bytes.utf8("v"));
    private static final DeleteRange DELETE = new DeleteRange(KeyRange.ALL, true);
    private static final Transaction TRANSACTION = new Transaction(
            List.of(COMPARE, Compare.value(PREFIX, Compare.Relation.NOT_EQUAL, VALUE)),
            List.of(PLAIN_PUT, DELETE, new Operation.Range(RANGE)),
            List.of(new Transaction(List.of(), List.of(PUT), List.of())));

    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final SessionCommand.Open OPEN =
            new SessionCommand.Open(SESSION, 10_000, "größe", "spiffe://demo/client/c1", "127.0.0.1:50000");

    private static final SortedMap<String, Sample> ALL = new TreeMap<>();

    static {
        Map<String, Command> commands = new TreeMap<>(Map.of(
                "put", PUT,
                "put-plain", PLAIN_PUT,
                "delete-range", DELETE,
                "transaction", TRANSACTION,
                "compact", new Compact(123_456_789_012L),
                "register", new MemberCommand.Register("n1", "5f1c9f6e")));
        Map<String, Command> sessions = new TreeMap<>(Map.of(
                "lease-grant", new LeaseCommand.Grant(7, 60_000),
                "lease-revoke", new LeaseCommand.Revoke(7),
                "lease-expire", new LeaseCommand.Expire(7, 11, 3),
                "lease-checkpoint",
                        new LeaseCommand.Checkpoint(
                                List.of(new LeaseCommand.Bound(7, 11, 45_000), new LeaseCommand.Bound(8, 12, 0)), 3),
                "session-open", OPEN,
                "session-close", new SessionCommand.Close(SESSION),
                "session-kill", new SessionCommand.Kill(SESSION, "spiffe://demo/operator/o1", "stuck"),
                "session-once", new SessionCommand.Once(SESSION, 300, 290, PUT),
                "session-once-lease", new SessionCommand.Once(SESSION, 1, 0, new LeaseCommand.Grant(0, 5_000)),
                "session-resolve", new SessionCommand.Resolve(SESSION, 300)));
        for (Map<String, Command> of : List.of(commands, sessions)) {
            of.forEach(GoldenSamples::addCommand);
        }
        addCommand("session-resolve-floor", new SessionCommand.Resolve(SESSION, 300, 290));
        addCommand("session-open-grace", GraceSamples.OPEN);
        addQuery("query-leases", new LeasesQuery(70_000, 100));
        addQuery("query-sessions", new SessionsQuery(SESSION, 100));
        addQuery("query-session", new SessionQuery(SESSION));
        addQuery(
                "query-range-uncounted",
                new RangeQuery(
                        PREFIX,
                        11,
                        12,
                        RangeQuery.SortTarget.KEY,
                        RangeQuery.SortOrder.NONE,
                        false,
                        false,
                        0,
                        0,
                        0,
                        0,
                        0,
                        true));
        addQuery("query-range", RANGE);
        addQuery(
                "query-transaction",
                new TransactionQuery(
                        List.of(COMPARE),
                        List.of(RANGE, new TransactionQuery(List.of(), List.of(RANGE), List.of())),
                        List.of(RANGE)));

        addEntry("log-entry-v1", new CommandBatch(1_795_000_000_000L, -2, 3, List.copyOf(commands.values())));
        addEntry("log-entry-v1-sessions", new CommandBatch(4, 5, 6, List.copyOf(sessions.values())));
        addEntry("log-entry-v1-empty", new CommandBatch(1, 2, 3, List.of()));

        add(
                "snapshot-v1",
                SnapshotSamples.versionOne(),
                SnapshotSamples.versionOne().encode(),
                SnapshotFile::decode);

        addLocks();
        addDomain(
                "elections",
                ElectionSamples.commands(),
                ElectionSamples.queries(),
                SnapshotSamples.withElections(),
                ElectionSamples.results());
        addDomain(
                "config",
                ConfigSamples.commands(),
                ConfigSamples.queries(),
                SnapshotSamples.withConfigs(),
                ConfigSamples.results());
        ConfigSamples.laterCommands().forEach(GoldenSamples::addCommand);
        addClient("topics", TopicSamples.asked());
        TopicSamples.told().forEach(GoldenSamples::addServer);

        addClient("hello", new ClientFrame.Hello(1, 2, "bench", "0.1.0", Set.of("resume", "compress")));
        addClient(
                "requests",
                new ClientFrame.Requests(List.of(
                        new Request.Write(1, 5000, encoded(PUT)),
                        new Request.Read(2, 0, RANGE),
                        new Request.DescribeCluster(1L << 40))));
        addClient("requests-sessions", new ClientFrame.Requests(sessionRequests()));
        addClient(
                "renew-epochs",
                new ClientFrame.Requests(
                        List.of(new Request.Renew(6, 400, List.of(new LeaseName(7, 11), LeaseName.any(300))))));
        addClient("watches", new ClientFrame.Watches(watchRequests()));
        addServer("hello", new ServerFrame.Hello(1, "0.1.0", "demo", "n1", Set.of("resume"), 1024, LEADER));
        addServer("credit", new ServerFrame.Credit(300));
        addServer("leader-changed", new ServerFrame.LeaderChanged(LEADER));
        addServer("leader-lost", new ServerFrame.LeaderChanged(null));
        addServer("go-away", new ServerFrame.GoAway("shutting down"));
        addServer("results", new ServerFrame.Results(results()));
        addServer("results-sessions", new ServerFrame.Results(sessionResults()));
        addServer(
                "results-epochs",
                new ServerFrame.Results(List.of(
                        new Result.Answered(1, new Outcome.SessionOpened(5, SESSION, 7, 11, 10_000)),
                        new Result.Renewed(2, List.of(new Renewal(7, 11, 10_000), new Renewal(300, 0, 0))))));
        addServer("results-grace", new ServerFrame.Results(GraceSamples.results()));
        addServer("watched", new ServerFrame.Watched(watchPushes()));

        PeerSamples.addAll();
    }

    private GoldenSamples() {}

    /** A value, its bytes, and how they are decoded. */
    record Sample(String name, Object value, Bytes encoded, FrameMarshaller.Decoder<?> decoder) {}

    static SortedMap<String, Sample> all() {
        return ALL;
    }

    private static List<Result> results() {
        List<Outcome> outcomes = List.of(
                new Outcome.Put(5, OLD),
                new Outcome.DeleteRange(6, 2, List.of(OLD, KeyValue.tombstone(KEY, 6))),
                new Outcome.Range(7, List.of(OLD, OLD.withoutValue()), true, 99),
                new Outcome.Transaction(8, true, List.of(new Outcome.Put(8, null), new Outcome.Compact(8))),
                new Outcome.Compact(9),
                new Outcome.Registered(10),
                new Outcome.Rejection(11, Reason.COMPACTED, "revision 3 was compacted", 4));
        List<Result> results = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            results.add(new Result.Answered(results.size() + 1, outcome));
        }
        results.add(new Result.Failed(
                20,
                new Failure(Failure.Code.NOT_LEADER, Failure.Certainty.NOT_APPLIED, "n1 does not lead", LEADER, 50)));
        Member member = new Member("n1", "127.0.0.1:7400", "127.0.0.1:7401", Member.Role.FOLLOWER, "5f1c9f6e");
        results.add(new Result.Described(21, new ClusterDescription("demo", "n1", List.of(member), LEADER, 9)));
        return results;
    }

    private static List<Request> sessionRequests() {
        return List.of(
                new Request.Write(1, 5000, encoded(OPEN)),
                new Request.Write(2, 5000, encoded(new SessionCommand.Once(SESSION, 1, 1, PLAIN_PUT))),
                new Request.Read(3, 0, RANGE, ReadLevel.atLeast(70_000)),
                new Request.Read(4, 0, RANGE, ReadLevel.bounded(1_500)),
                new Request.Read(5, 0, RANGE, ReadLevel.LOCAL),
                new Request.Renew(6, 400, List.of(LeaseName.any(1), LeaseName.any(300), LeaseName.any(1L << 40))),
                new Request.TimeToLive(7, 400, 300, true));
    }

    private static List<WatchRequest> watchRequests() {
        return List.of(
                new WatchRequest.Create(1, new WatchSpec(PREFIX, 70_000, false, 12, true, true, true, true)),
                new WatchRequest.Create(2, new WatchSpec(KeyRange.ALL, 0, true, 0, true, false, false, false)),
                new WatchRequest.Cancel(1),
                new WatchRequest.Progress());
    }

    private static List<Result> sessionResults() {
        List<Outcome> outcomes = List.of(
                new Outcome.LeaseGranted(1, 7, 60_000),
                new Outcome.LeaseEnded(2, 7, 3),
                new Outcome.Checkpointed(3, 2),
                new Outcome.Leases(4, List.of(new LeaseRecord(7, 11, 60_000, 45_000, SESSION, 3)), true),
                new Outcome.SessionOpened(5, SESSION, 7, 0, 10_000),
                new Outcome.SessionEnded(6, SESSION, 3),
                new Outcome.Resolved(7, new Outcome.Put(5, OLD)),
                new Outcome.Resolved(8, null),
                new Outcome.Condensed(9),
                new Outcome.Sessions(
                        10,
                        List.of(new SessionRecord(
                                SESSION,
                                7,
                                "größe",
                                "spiffe://demo/client/c1",
                                "127.0.0.1:50000",
                                1_795_000_000_000L,
                                10_000,
                                0,
                                3)),
                        true));
        List<Result> results = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            results.add(new Result.Answered(results.size() + 1, outcome));
        }
        Outcome read = new Outcome.Range(11, List.of(OLD), false, 1);
        results.add(new Result.Answered(20, read, new Freshness(Member.Role.FOLLOWER, 40)));
        results.add(new Result.Answered(21, read, new Freshness(Member.Role.LISTENER, Freshness.UNBOUNDED)));
        results.add(new Result.Renewed(22, List.of(new Renewal(7, 0, 10_000), new Renewal(8, 0, 0))));
        results.add(new Result.Lives(23, new LeaseLife(11, 7, 60_000, 45_000, List.of(KEY, Bytes.utf8("k")))));
        return results;
    }

    private static List<WatchPush> watchPushes() {
        return List.of(
                new WatchPush.Begun(1, 70_000),
                new WatchPush.Events(
                        1,
                        70_000,
                        70_002,
                        List.of(
                                new Event(Event.Kind.PUT, OLD, null),
                                new Event(Event.Kind.DELETE, KeyValue.tombstone(KEY, 70_002), OLD))),
                new WatchPush.Progress(70_010),
                new WatchPush.Reset(2, 70_011),
                new WatchPush.ResetPage(2, List.of(OLD, OLD)),
                new WatchPush.ResetEnd(2, 70_011),
                new WatchPush.Ended(2, new Outcome.Rejection(70_012, Reason.COMPACTED, "revision 3 is gone", 60_000)),
                new WatchPush.Cancelled(1));
    }

    private static void addLocks() {
        addDomain(
                "locks",
                LockSamples.commands(),
                LockSamples.queries(),
                SnapshotSamples.withLocks(),
                LockSamples.results());
        SnapshotFile withGrace = GraceSamples.snapshot();
        add("snapshot-v1-grace", withGrace, withGrace.encode(), SnapshotFile::decode);
        SnapshotFile restored = SnapshotSamples.restored();
        add("snapshot-v1-restored", restored, restored.encode(), SnapshotFile::decode);
        addClient("follow", new ClientFrame.Requests(List.of(new Request.Follow(8, 400, SESSION))));
        addServer("locked", new ServerFrame.Locked(LockSamples.pushes()));
    }

    /** Everything of a domain, under its name. */
    private static void addDomain(
            String domain,
            Map<String, Command> commands,
            Map<String, Query> queries,
            SnapshotFile snapshot,
            List<Result> results) {
        commands.forEach(GoldenSamples::addCommand);
        queries.forEach((name, query) -> addQuery("query-" + name, query));
        addEntry("log-entry-v1-" + domain, new CommandBatch(7, 8, 9, List.copyOf(commands.values())));
        add("snapshot-v1-" + domain, snapshot, snapshot.encode(), SnapshotFile::decode);
        addServer("results-" + domain, new ServerFrame.Results(results));
    }

    static EncodedCommand encoded(Command command) {
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    private static void addEntry(String name, CommandBatch batch) {
        List<EncodedCommand> commands =
                batch.commands().stream().map(GoldenSamples::encoded).toList();
        add(
                name,
                batch,
                LogCodec.encode(batch.timestampMillis(), batch.incarnation(), batch.number(), commands),
                encoded -> LogCodec.decode(ByteBuffer.wrap(encoded)));
    }

    private static void addCommand(String name, Command command) {
        add(
                "command-" + name,
                command,
                CommandCodec.encode(command).toArray(),
                encoded -> CommandCodec.decode(Bytes.wrap(encoded)));
    }

    private static void addQuery(String name, Query query) {
        add(name, query, QueryCodec.encode(query).toArray(), encoded -> QueryCodec.decode(Bytes.wrap(encoded)));
    }

    private static void addClient(String name, ClientFrame frame) {
        add("client-" + name, frame, WireCodec.encode(frame), WireCodec::decodeClientFrame);
    }

    private static void addServer(String name, ServerFrame frame) {
        add("server-" + name, frame, WireCodec.encode(frame), WireCodec::decodeServerFrame);
    }

    static void add(String name, Object value, byte[] encoded, FrameMarshaller.Decoder<?> decoder) {
        ALL.put(name, new Sample(name, value, Bytes.copyOf(encoded), decoder));
    }
}
