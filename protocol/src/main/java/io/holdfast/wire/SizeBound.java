package io.holdfast.wire;

import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.List;

/**
 * How many bytes something takes encoded, at most: cheap to say without encoding it. Of a put it is exact, behind guards
 * too, so that its encoding fills its array and need not be copied.
 */
final class SizeBound
        implements Command.Domains<Long>,
                KeyValueCommand.Handler<Long>,
                MemberCommand.Handler<Long>,
                Operation.Handler<Long>,
                LeaseCommand.Handler<Long>,
                SessionCommand.Handler<Long>,
                Query.Handler<Long> {
    /** Tag and length of a message. */
    static final long ENVELOPE = 2 + 5;

    /** Tag and value of a number, of a fixed one too. */
    static final long NUMBER = 1 + 10;

    /** Tags, lengths and all numbers of a range query. */
    private static final long RANGE_QUERY = 4 * ENVELOPE + 12 * NUMBER;

    private static final SizeBound INSTANCE = new SizeBound();

    private SizeBound() {}

    static long of(Command command) {
        return command.accept(INSTANCE);
    }

    static long of(Query query) {
        return query.accept(INSTANCE);
    }

    /** Of a text field: a char takes three bytes of UTF-8 at most. */
    static long text(String text) {
        return ENVELOPE + 3L * text.length();
    }

    /** Of a text field that the encoder refuses if it is longer than {@code max} bytes. */
    static long text(String text, int max) {
        return ENVELOPE + Math.min(3L * text.length(), max);
    }

    @Override
    public Long keyValue(KeyValueCommand command) {
        return command.accept((KeyValueCommand.Handler<Long>) this);
    }

    @Override
    public Long lease(LeaseCommand command) {
        return command.accept((LeaseCommand.Handler<Long>) this);
    }

    @Override
    public Long session(SessionCommand command) {
        return command.accept((SessionCommand.Handler<Long>) this);
    }

    @Override
    public Long member(MemberCommand command) {
        return command.accept((MemberCommand.Handler<Long>) this);
    }

    @Override
    public Long put(Put put) {
        long flags = (put.previous() ? 2L : 0) + (put.ignoreValue() ? 2 : 0) + (put.ignoreLease() ? 2 : 0);
        long lease = put.lease() == 0 ? 0 : 1L + ProtoWriter.varintSize(put.lease());
        return delimited(exact(put.key().size()) + exact(put.value().size()) + lease + flags);
    }

    @Override
    public Long deleteRange(DeleteRange delete) {
        return 2 * ENVELOPE + range(delete.range());
    }

    @Override
    public Long transaction(Transaction transaction) {
        return ENVELOPE
                + compares(transaction.compares())
                + operations(transaction.success())
                + operations(transaction.failure());
    }

    @Override
    public Long compact(Compact compact) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long register(MemberCommand.Register register) {
        return ENVELOPE + text(register.node()) + text(register.storage());
    }

    @Override
    public Long grant(LeaseCommand.Grant grant) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long revoke(LeaseCommand.Revoke revoke) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long expire(LeaseCommand.Expire expire) {
        return ENVELOPE + 3 * NUMBER;
    }

    @Override
    public Long checkpoint(LeaseCommand.Checkpoint checkpoint) {
        return ENVELOPE + NUMBER + checkpoint.bounds().size() * (ENVELOPE + 3 * NUMBER);
    }

    @Override
    public Long open(SessionCommand.Open open) {
        return ENVELOPE + 3 * NUMBER + text(open.client()) + text(open.principal()) + text(open.address());
    }

    @Override
    public Long close(SessionCommand.Close close) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long kill(SessionCommand.Kill kill) {
        return ENVELOPE + NUMBER + text(kill.by()) + text(kill.why());
    }

    @Override
    public Long once(SessionCommand.Once once) {
        return Limits.REQUEST_NAME_BYTES + of(once.command());
    }

    @Override
    public Long resolve(SessionCommand.Resolve resolve) {
        return ENVELOPE + 3 * NUMBER;
    }

    @Override
    public Long leases(LeasesQuery query) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long sessions(SessionsQuery query) {
        return ENVELOPE + 2 * NUMBER;
    }

    @Override
    public Long session(SessionQuery query) {
        return ENVELOPE + NUMBER;
    }

    @Override
    public Long range(Operation.Range range) {
        return range(range.query());
    }

    @Override
    public Long range(RangeQuery query) {
        return RANGE_QUERY + range(query.range());
    }

    @Override
    public Long transaction(TransactionQuery query) {
        return ENVELOPE + compares(query.compares()) + queries(query.success()) + queries(query.failure());
    }

    private long operations(List<Operation> operations) {
        long size = 0;
        for (Operation operation : operations) {
            size += ENVELOPE + operation.accept((Operation.Handler<Long>) this);
        }
        return size;
    }

    private long queries(List<KeyValueQuery> queries) {
        long size = 0;
        for (KeyValueQuery query : queries) {
            size += ENVELOPE + query.accept(this);
        }
        return size;
    }

    private static long compares(List<Compare> compares) {
        long size = 0;
        for (Compare compare : compares) {
            size += 2 * ENVELOPE
                    + range(compare.range())
                    + 3 * NUMBER
                    + compare.value().size();
        }
        return size;
    }

    static long range(KeyRange range) {
        return 2 * ENVELOPE + range.start().size() + range.end().size();
    }

    /** A field of so many bytes. */
    static long exact(int size) {
        return size == 0 ? 0 : delimited(size);
    }

    static long delimited(long size) {
        return 1 + ProtoWriter.varintSize(size) + size;
    }

    @Override
    public Long config(ConfigCommand command) {
        return ConfigBound.of(command);
    }

    @Override
    public Long lock(LockCommand command) {
        return LockBound.of(command);
    }

    @Override
    public Long config(ConfigQuery query) {
        return ConfigBound.of(query);
    }

    @Override
    public Long lock(LockQuery query) {
        return LockBound.of(query);
    }
}
