package io.holdfast.statemachine.twin;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.statemachine.CoordinationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws commands and queries over few keys, so that they meet; some of them bad. One seed, one sequence. */
final class RandomCommands {
    private final Random random;
    private final RandomSessions sessions;
    private final int keys;

    /** Large ones fill the windows of replies. */
    private final int valueBytes;

    private long revision = 1;
    private long compacted;

    RandomCommands(long seed) {
        random = new Random(seed);
        sessions = new RandomSessions(random);
        keys = 1 << (2 + random.nextInt(7));
        valueBytes = random.nextInt(4) == 0 ? 1400 : 40;
    }

    /** Tells where the store stands, so that revisions drawn are worth asking for. */
    void storeIs(CoordinationState state) {
        revision = state.revision();
        compacted = state.compactedRevision();
        sessions.leasesAre(state.leases().after(0, 30));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    Command command() {
        int dice = random.nextInt(100);
        if (dice < 55) {
            return sessions.once(chance(5) ? sessions.grantOrRevoke() : keyCommand());
        }
        if (dice < 62) {
            return sessions.sessionCommand();
        }
        return dice < 72 ? sessions.leaseCommand() : keyCommand();
    }

    /** A question about leases or sessions. */
    Query listing() {
        return sessions.query();
    }

    private KeyValueCommand keyCommand() {
        int dice = random.nextInt(100);
        if (dice < 45) {
            return put();
        }
        if (dice < 62) {
            return delete();
        }
        return dice < 98 ? transaction(1) : new Compact(revision() - random.nextInt(4));
    }

    Put put() {
        boolean ignoreValue = chance(8);
        boolean ignoreLease = chance(8);
        Bytes value = ignoreValue && !chance(5) ? Bytes.EMPTY : value();
        return new Put(key(), value, chance(20) ? sessions.lease() : 0, chance(30), ignoreValue, ignoreLease);
    }

    private DeleteRange delete() {
        return new DeleteRange(chance(60) ? KeyRange.single(key()) : range(), chance(40));
    }

    private Transaction transaction(int depth) {
        List<Compare> compares = some(3, this::compare);
        return new Transaction(compares, some(5, () -> operation(depth)), some(3, () -> operation(depth)));
    }

    TransactionQuery transactionQuery(int depth) {
        return new TransactionQuery(
                some(3, this::compare), some(4, () -> anyQuery(depth)), some(3, () -> anyQuery(depth)));
    }

    private KeyValueQuery anyQuery(int depth) {
        return depth < 4 && chance(20) ? transactionQuery(depth + 1) : query();
    }

    private Operation operation(int depth) {
        int dice = random.nextInt(100);
        if (depth < 4 && dice < 20) {
            return transaction(depth + 1);
        }
        if (dice < 55) {
            return new Operation.Range(query());
        }
        return dice < 85 ? put() : delete();
    }

    private Compare compare() {
        KeyRange range = chance(75) ? KeyRange.single(key()) : range();
        Compare.Target target = pick(Compare.Target.values());
        Compare.Relation relation = pick(Compare.Relation.values());
        if (target == Compare.Target.VALUE) {
            return Compare.value(range, relation, value());
        }
        long number = target == Compare.Target.VERSION ? random.nextInt(3) : chance(50) ? 0 : revision();
        return Compare.number(range, target, relation, number);
    }

    RangeQuery query() {
        return new RangeQuery(
                range(),
                chance(50) ? 0 : revision(),
                chance(50) ? 0 : random.nextInt(6),
                chance(60) ? RangeQuery.SortTarget.KEY : pick(RangeQuery.SortTarget.values()),
                pick(RangeQuery.SortOrder.values()),
                chance(20),
                chance(10),
                bound(),
                bound(),
                bound(),
                bound(),
                chance(80) ? 0 : 1 + random.nextInt(500),
                chance(20));
    }

    private long bound() {
        return chance(90) ? 0 : revision();
    }

    /** Mostly readable, now and then compacted or in the future. */
    private long revision() {
        long span = Math.max(1, revision - compacted);
        long drawn = revision - (long) (random.nextDouble() * (span + 2));
        return chance(2) ? revision + 1 + random.nextInt(2) : drawn;
    }

    private KeyRange range() {
        return switch (random.nextInt(6)) {
            case 0 -> KeyRange.single(key());
            case 1 -> KeyRange.ALL;
            case 2 -> KeyRange.atLeast(key());
            case 3 -> KeyRange.prefix(Bytes.utf8(chance(50) ? "k" : "k1"));
            default -> KeyRange.between(key(), key());
        };
    }

    private Bytes key() {
        return chance(1) && chance(30) ? Bytes.EMPTY : Bytes.utf8("k" + random.nextInt(keys));
    }

    private Bytes value() {
        byte[] value = new byte[random.nextInt(valueBytes)];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> some(int most, Supplier<T> source) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            list.add(source.get());
        }
        return list;
    }
}
