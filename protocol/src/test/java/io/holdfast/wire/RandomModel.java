package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.KeyValueCommand;
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
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.watch.WatchPush;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random values of everything the codecs speak, from a seed. Confined to one thread. */
public final class RandomModel {
    private final Random random;
    private final RandomLocks locks;
    private final RandomConfigs configs;
    private final RandomWatches watches;

    public RandomModel(long seed) {
        random = new Random(seed);
        locks = new RandomLocks(this, random);
        configs = new RandomConfigs(this, random);
        watches = new RandomWatches(this, random);
    }

    public Command command() {
        return switch (random.nextInt(18)) {
            case 14, 15 -> locks.command();
            case 16, 17 -> configs.command();
            case 0 -> new LeaseCommand.Expire(number(), number(), number());
            case 1 ->
                new LeaseCommand.Checkpoint(
                        list(5, () -> new LeaseCommand.Bound(number(), number(), number())), number());
            case 2 -> new SessionCommand.Open(number(), number(), text(), text(), text(), number());
            case 3 -> new SessionCommand.Close(number());
            case 4 -> new SessionCommand.Kill(number(), text(), text());
            case 5 -> new SessionCommand.Resolve(number(), number(), number());
            case 6 -> new MemberCommand.Register(text(), text());
            case 7, 8 -> new SessionCommand.Once(number(), number(), number(), named());
            default -> named();
        };
    }

    /** A command that may stand in a request with a name. */
    public Command named() {
        return switch (random.nextInt(11)) {
            case 6, 7, 8 -> locks.named();
            case 9, 10 -> configs.command();
            case 0 -> put();
            case 1 -> deleteRange();
            case 2 -> transaction(3);
            case 3 -> new Compact(number());
            case 4 -> new LeaseCommand.Grant(number(), number());
            default -> new LeaseCommand.Revoke(number());
        };
    }

    KeyValueCommand keyValueCommand() {
        return switch (random.nextInt(4)) {
            case 0 -> put();
            case 1 -> deleteRange();
            case 2 -> transaction(3);
            default -> new Compact(number());
        };
    }

    public EncodedCommand encodedCommand() {
        Command command = command();
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    public Query query() {
        return switch (random.nextInt(10)) {
            case 6, 7 -> locks.query();
            case 8, 9 -> configs.query();
            case 0 -> new LeasesQuery(number(), int32());
            case 1 -> new SessionsQuery(number(), int32());
            case 2 -> new SessionQuery(number());
            default -> query(3);
        };
    }

    public ClientFrame clientFrame() {
        return switch (random.nextInt(6)) {
            case 0 -> new ClientFrame.Hello(int32(), int32(), text(), text(), new HashSet<>(list(5, this::text)));
            case 1 -> new ClientFrame.Watches(list(8, watches::request));
            default -> new ClientFrame.Requests(list(8, this::request));
        };
    }

    public ServerFrame serverFrame() {
        return switch (random.nextInt(13)) {
            case 12 -> new ServerFrame.Noticed(list(8, this::topic));
            case 10, 11 -> new ServerFrame.Locked(list(8, locks::push));
            case 4, 5 -> new ServerFrame.Watched(list(8, this::watchPush));
            case 0 ->
                new ServerFrame.Hello(
                        int32(),
                        text(),
                        text(),
                        text(),
                        new HashSet<>(list(5, this::text)),
                        random.nextInt(4),
                        maybeLeader());
            case 1 -> new ServerFrame.Credit(1 + random.nextInt(100_000));
            case 2 -> new ServerFrame.LeaderChanged(maybeLeader());
            case 3 -> new ServerFrame.GoAway(text());
            default -> new ServerFrame.Results(list(8, this::result));
        };
    }

    public Outcome outcome(int depth) {
        if (random.nextInt(4) == 0) {
            return random.nextBoolean() ? locks.outcome() : configs.outcome();
        }
        return switch (random.nextInt(depth > 0 ? 16 : 14)) {
            case 6 -> new Outcome.LeaseGranted(number(), number(), number());
            case 7 -> new Outcome.LeaseEnded(number(), number(), number());
            case 8 -> new Outcome.Checkpointed(number(), int32());
            case 9 -> new Outcome.Leases(number(), list(3, this::leaseRecord), random.nextBoolean());
            case 10 -> new Outcome.SessionOpened(number(), number(), number(), number(), number());
            case 11 -> new Outcome.SessionEnded(number(), number(), number());
            case 12 -> new Outcome.Condensed(number());
            case 13 -> new Outcome.Sessions(number(), list(3, this::sessionRecord), random.nextBoolean());
            case 14 -> new Outcome.Resolved(number(), random.nextBoolean() ? outcome(depth - 1) : null);
            case 0 -> new Outcome.Put(number(), random.nextBoolean() ? keyValue() : null);
            case 1 -> new Outcome.DeleteRange(number(), number(), list(3, this::keyValue));
            case 2 -> new Outcome.Range(number(), list(3, this::keyValue), random.nextBoolean(), number());
            case 3 -> new Outcome.Compact(number());
            case 4 -> new Outcome.Registered(number());
            case 5 -> rejection();
            default -> new Outcome.Transaction(number(), random.nextBoolean(), list(3, () -> outcome(depth - 1)));
        };
    }

    public Failure failure() {
        return new Failure(
                pick(Failure.Code.values()), pick(Failure.Certainty.values()), text(), maybeLeader(), number());
    }

    /** A number of any size and sign; zero and small ones are frequent. */
    public long number() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(300);
            case 2 -> random.nextLong() >>> random.nextInt(64);
            default -> random.nextLong();
        };
    }

    long positive() {
        return Math.max(1, number() & Long.MAX_VALUE);
    }

    public Bytes bytes() {
        byte[] array = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(random.nextInt(10) == 0 ? 300 : 12)];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    private KeyValueQuery query(int depth) {
        return depth == 0 || random.nextBoolean()
                ? rangeQuery()
                : new TransactionQuery(
                        list(3, this::compare), list(3, () -> query(depth - 1)), list(3, () -> query(depth - 1)));
    }

    /** A command that may stand in a request with a name, and its bytes. */
    public EncodedCommand encodedNamed() {
        Command command = named();
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    private Outcome.Rejection rejection() {
        return new Outcome.Rejection(number(), pick(Reason.values()), text(), number());
    }

    private LeaseRecord leaseRecord() {
        return new LeaseRecord(number(), number(), number(), number(), number(), int32());
    }

    private SessionRecord sessionRecord() {
        return new SessionRecord(number(), number(), text(), text(), text(), number(), number(), number(), int32());
    }

    /** Anything a node pushes to a watching client. */
    public WatchPush watchPush() {
        return switch (random.nextInt(9)) {
            case 0 -> new WatchPush.Begun(number(), number());
            case 1 -> new WatchPush.Progress(number());
            case 2 -> new WatchPush.Reset(number(), number());
            case 3 -> new WatchPush.ResetPage(number(), list(3, this::keyValue));
            case 4 -> new WatchPush.ResetEnd(number(), number());
            case 5 -> new WatchPush.Ended(number(), rejection());
            case 6 -> new WatchPush.Cancelled(number());
            default -> new WatchPush.Events(number(), number(), number(), list(4, this::event));
        };
    }

    /** Any row of a snapshot; such rows make no state. */
    public SnapshotRow snapshotRow() {
        return switch (random.nextInt(15)) {
            case 10, 11, 12 -> locks.row();
            case 13, 14 -> configs.row();
            case 0 -> new SnapshotRow.Counters(number(), number(), number(), number(), number(), number());
            case 1 -> new SnapshotRow.Member(text(), text());
            case 2 -> new SnapshotRow.Lease(number(), number(), number(), number(), number());
            case 3 ->
                new SnapshotRow.Session(
                        number(), number(), text(), text(), text(), number(), number(), number(), number(), number());
            case 4 -> new SnapshotRow.Reply(number(), number(), random.nextBoolean() ? outcome(0) : null);
            case 5 -> new SnapshotRow.Ending(number(), number(), pick(SessionEnd.values()), text(), text(), number());
            case 6 -> new SnapshotRow.Key(keyValue());
            case 7 -> new SnapshotRow.Proposer(number(), number());
            default -> new SnapshotRow.Change(event());
        };
    }

    private Event event() {
        return new Event(pick(Event.Kind.values()), keyValue(), random.nextBoolean() ? keyValue() : null);
    }

    private ReadLevel readLevel() {
        return switch (random.nextInt(4)) {
            case 0 -> ReadLevel.LINEARIZABLE;
            case 1 -> ReadLevel.LOCAL;
            case 2 -> ReadLevel.atLeast(number() & Long.MAX_VALUE);
            default -> ReadLevel.bounded(number() & Long.MAX_VALUE);
        };
    }

    private Topic topic() {
        return new Topic(pick(TopicKind.values()), "t" + text());
    }

    private Request request() {
        return switch (random.nextInt(11)) {
            case 10 -> new Request.Subscribe(number(), topic());
            case 9 -> new Request.Unsubscribe(number(), topic());
            case 8 -> new Request.Follow(number(), random.nextInt(5000), number());
            case 0 -> new Request.DescribeCluster(number());
            case 1, 2 -> new Request.Read(number(), random.nextInt(5000), query(), readLevel());
            case 3 ->
                new Request.Renew(number(), random.nextInt(5000), list(5, () -> new LeaseName(number(), number())));
            case 4 -> new Request.TimeToLive(number(), random.nextInt(5000), number(), random.nextBoolean());
            default -> new Request.Write(number(), random.nextInt(5000), encodedCommand());
        };
    }

    private Result result() {
        return switch (random.nextInt(10)) {
            case 9 -> new Result.Subscribed(number());
            case 8 -> new Result.Followed(number());
            case 0 -> new Result.Failed(number(), failure());
            case 1 -> new Result.Described(number(), description());
            case 2 -> new Result.Renewed(number(), list(5, () -> new Renewal(number(), number(), number())));
            case 3 ->
                new Result.Lives(number(), new LeaseLife(number(), number(), number(), number(), list(4, this::bytes)));
            case 4 -> new Result.Answered(number(), outcome(3), new Freshness(pick(Member.Role.values()), number()));
            default -> new Result.Answered(number(), outcome(3));
        };
    }

    private ClusterDescription description() {
        return new ClusterDescription(text(), text(), list(4, this::member), maybeLeader(), number());
    }

    private Member member() {
        return new Member(text(), text(), text(), pick(Member.Role.values()), text());
    }

    private Put put() {
        return new Put(bytes(), bytes(), number(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    }

    private DeleteRange deleteRange() {
        return new DeleteRange(range(), random.nextBoolean());
    }

    private Transaction transaction(int depth) {
        return new Transaction(
                list(3, this::compare), list(3, () -> operation(depth - 1)), list(3, () -> operation(depth - 1)));
    }

    private Operation operation(int depth) {
        return switch (random.nextInt(depth > 0 ? 4 : 3)) {
            case 0 -> put();
            case 1 -> deleteRange();
            case 2 -> new Operation.Range(rangeQuery());
            default -> transaction(depth);
        };
    }

    private Compare compare() {
        return new Compare(range(), pick(Compare.Target.values()), pick(Compare.Relation.values()), number(), bytes());
    }

    private RangeQuery rangeQuery() {
        return new RangeQuery(
                range(),
                number(),
                number(),
                pick(RangeQuery.SortTarget.values()),
                pick(RangeQuery.SortOrder.values()),
                random.nextBoolean(),
                random.nextBoolean(),
                number(),
                number(),
                number(),
                number(),
                int32(),
                random.nextBoolean());
    }

    KeyRange range() {
        return new KeyRange(bytes(), bytes());
    }

    private KeyValue keyValue() {
        return new KeyValue(bytes(), bytes(), number(), number(), number(), number());
    }

    private @Nullable Leader maybeLeader() {
        return random.nextBoolean() ? new Leader(text(), text(), number()) : null;
    }

    int int32() {
        return random.nextInt() >> random.nextInt(32);
    }

    String text() {
        return List.of("", "n1", "127.0.0.1:7400", "größer als erlaubt", "鍵 🔑 \ufffd", "x".repeat(200))
                .get(random.nextInt(6));
    }

    <E> E pick(E[] values) {
        return values[random.nextInt(values.length)];
    }

    <T> List<T> list(int most, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int size = random.nextInt(most + 1); size > 0; size--) {
            list.add(element.get());
        }
        return list;
    }
}
