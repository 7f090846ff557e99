package io.holdfast.statemachine.snapshot;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A small state with something in every table, and with every way in which versions and replies come to be. */
final class SampleState {
    private static final long SESSION = 0x123_4567_89ab_cdefL;
    private static final long CLOSED = 0x7777L;
    private static final long KILLED = 0x8888L;

    private SampleState() {}

    /** Without locks, as before there were any. */
    static StateImage image() {
        return apply(new CoordinationState()).capture();
    }

    /** With locks of every kind, held, waited for, fixed and kept free, and holds that ended in every way. */
    static StateImage withLocks() {
        CoordinationState state = apply(new CoordinationState());
        state.apply(new CommandBatch(1_795_000_000_100L, 1, 7, SampleLocks.commands()));
        return state.capture();
    }

    /** With elections besides, led, stood for, kept free and over. */
    static StateImage withElections() {
        CoordinationState state = CoordinationState.restore(withLocks());
        state.apply(new CommandBatch(1_795_000_000_200L, 1, 8, SampleElections.commands()));
        LeaseRecord youngest = state.leases().after(0, 100).stream()
                .max(Comparator.comparingLong(LeaseRecord::epoch))
                .orElseThrow();
        Command expire = new LeaseCommand.Expire(youngest.lease(), youngest.epoch(), 1);
        state.apply(new CommandBatch(1_795_000_000_300L, 1, 9, List.of(expire)));
        return state.capture();
    }

    /** With configuration besides. */
    static StateImage withConfigs() {
        CoordinationState state = CoordinationState.restore(withElections());
        long number = state.proposers().nextOf(1);
        state.apply(new CommandBatch(1_795_000_000_400L, 1, number, SampleConfigs.commands()));
        return state.capture();
    }

    private static CoordinationState apply(CoordinationState state) {
        long number = 0;
        for (List<Command> commands : List.of(members(), leases(), old(), sessions(), history())) {
            state.apply(new CommandBatch(1_795_000_000_000L + number, 1, ++number, commands));
        }
        state.apply(new CommandBatch(0, -2, 1, List.of()));
        state.apply(new CommandBatch(0, 1, ++number, List.of()));
        return state;
    }

    /** Every kind of row. */
    static List<Class<?>> everyKind() {
        List<Class<?>> kinds = new ArrayList<>(kindsBeforeConfigs());
        kinds.addAll(List.of(ConfigRow.class.getPermittedSubclasses()));
        return kinds;
    }

    /** Every kind of row but those of configuration. */
    static List<Class<?>> kindsBeforeConfigs() {
        List<Class<?>> kinds = new ArrayList<>(kindsBeforeLocks());
        kinds.addAll(List.of(LockRow.class.getPermittedSubclasses()));
        return kinds;
    }

    /** Every kind of row but changes of elections. */
    static List<Class<?>> kindsBeforeElections() {
        List<Class<?>> kinds = new ArrayList<>(kindsBeforeConfigs());
        kinds.remove(LockRow.Change.class);
        return kinds;
    }

    /** Every kind of row but those of locks and configuration. */
    static List<Class<?>> kindsBeforeLocks() {
        List<Class<?>> kinds = new ArrayList<>(List.of(SnapshotRow.class.getPermittedSubclasses()));
        kinds.removeAll(List.of(LockRow.class, ConfigRow.class));
        return kinds;
    }

    private static List<Command> members() {
        return List.of(
                new MemberCommand.Register("n1", "5f1c9f6e"),
                new MemberCommand.Register("n2", "a2"),
                new MemberCommand.Register("größe", "日本"));
    }

    private static List<Command> leases() {
        return List.of(
                new LeaseCommand.Grant(0, 60_000),
                new LeaseCommand.Grant(1L << 40, 9_000_000_000_000L),
                new LeaseCommand.Grant(9, 5_000),
                new LeaseCommand.Revoke(9),
                new LeaseCommand.Checkpoint(List.of(new LeaseCommand.Bound(1, 1, 45_000)), 3));
    }

    private static List<Command> old() {
        return List.of(
                put("old/a", "1", 0),
                put("old/b", "attached", 1),
                put("old/c", "gone before the floor", 0),
                put("old/d", "", 1L << 40),
                delete("old/c"),
                put("old/a", "2", 0),
                put("changed", "before the floor", 1),
                new Compact(8));
    }

    private static List<Command> sessions() {
        return List.of(
                new SessionCommand.Open(SESSION, 10_000, "größe", "spiffe://demo/client/c1", "127.0.0.1:50000"),
                new SessionCommand.Open(CLOSED, 1, "short", "alice", "host:1"),
                new SessionCommand.Open(KILLED, 20_000, "stuck", "bob", "host:2"),
                new SessionCommand.Close(CLOSED),
                new SessionCommand.Kill(KILLED, "spiffe://demo/operator/o1", "stuck"),
                new SessionCommand.Open(5, 30_000, "quiet", "carol", "host:3"),
                once(40, 38, put("new/held", "by the session", 4)),
                once(41, 38, new LeaseCommand.Revoke(77)),
                once(42, 38, new Put(Bytes.utf8("new/held"), Bytes.wrap(new byte[1200]), 4, false, false, false)),
                once(43, 39, new Put(Bytes.utf8("new/held"), Bytes.utf8("small"), 4, true, false, false)),
                once(
                        44,
                        39,
                        new Transaction(
                                List.of(),
                                List.of(
                                        put("new/t", "in a transaction", 0),
                                        new Operation.Range(RangeQuery.of(KeyRange.ALL)),
                                        delete("absent")),
                                List.of())),
                new SessionCommand.Resolve(SESSION, 50));
    }

    private static List<Command> history() {
        return List.of(
                put("changed", "after the floor", 1L << 40),
                put("new/a", "1", 0),
                put("new/b", "2", 1),
                put("new/a", "3", 1),
                delete("new/b"),
                new DeleteRange(KeyRange.prefix(Bytes.utf8("new/a")), false),
                put("new/b", "again", 0),
                delete("old/d"),
                new Transaction(List.of(), List.of(put("z", "last", 0), put("y", "first", 0)), List.of()));
    }

    private static SessionCommand once(long sequence, long floor, Command command) {
        return new SessionCommand.Once(SESSION, sequence, floor, command);
    }

    private static Put put(String key, String value, long lease) {
        return new Put(Bytes.utf8(key), Bytes.utf8(value), lease, false, false, false);
    }

    private static DeleteRange delete(String key) {
        return new DeleteRange(KeyRange.single(Bytes.utf8(key)), false);
    }
}
