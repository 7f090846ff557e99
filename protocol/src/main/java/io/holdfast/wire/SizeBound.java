package io.holdfast.wire;

import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes something takes encoded, at most: cheap to say without encoding it. Of a put it is exact, so that its
 * encoding fills its array and need not be copied.
 */
final class SizeBound
        implements Command.Domains<Long>,
                KeyValueCommand.Handler<Long>,
                MemberCommand.Handler<Long>,
                Operation.Handler<Long>,
                Query.Handler<Long>,
                Outcome.Handler<Long> {
    /** Tag and length of a message. */
    static final long ENVELOPE = 2 + 5;

    /** Tag and value of a number. */
    private static final long NUMBER = 1 + 10;

    /** Tags, lengths and all numbers of a range query. */
    private static final long RANGE_QUERY = 4 * ENVELOPE + 11 * NUMBER;

    private static final SizeBound INSTANCE = new SizeBound();

    private SizeBound() {}

    static long of(Command command) {
        return command.accept(INSTANCE);
    }

    static long of(Query query) {
        return query.accept(INSTANCE);
    }

    static long of(Outcome outcome) {
        return ENVELOPE + NUMBER + outcome.accept(INSTANCE);
    }

    static long of(Failure failure) {
        long leader = failure.leader() == null
                ? 0
                : text(failure.leader().node()) + text(failure.leader().address()) + NUMBER + ENVELOPE;
        return ENVELOPE + 3 * NUMBER + text(failure.message()) + leader;
    }

    /** Of a text field: a char takes three bytes of UTF-8 at most. */
    static long text(String text) {
        return ENVELOPE + 3L * text.length();
    }

    @Override
    public Long keyValue(KeyValueCommand command) {
        return command.accept((KeyValueCommand.Handler<Long>) this);
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

    @Override
    public Long put(Outcome.Put outcome) {
        return ENVELOPE + of(outcome.previous());
    }

    @Override
    public Long deleteRange(Outcome.DeleteRange outcome) {
        return ENVELOPE + NUMBER + all(outcome.previous());
    }

    @Override
    public Long range(Outcome.Range outcome) {
        return ENVELOPE + 2 * NUMBER + all(outcome.keyValues());
    }

    @Override
    public Long transaction(Outcome.Transaction outcome) {
        long size = ENVELOPE + NUMBER;
        for (Outcome response : outcome.responses()) {
            size += of(response);
        }
        return size;
    }

    @Override
    public Long compact(Outcome.Compact outcome) {
        return ENVELOPE;
    }

    @Override
    public Long registered(Outcome.Registered outcome) {
        return ENVELOPE;
    }

    @Override
    public Long rejection(Outcome.Rejection outcome) {
        return ENVELOPE + 2 * NUMBER + text(outcome.message());
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

    private static long range(KeyRange range) {
        return 2 * ENVELOPE + range.start().size() + range.end().size();
    }

    private static long all(List<KeyValue> keyValues) {
        long size = 0;
        for (KeyValue keyValue : keyValues) {
            size += of(keyValue);
        }
        return size;
    }

    private static long of(@Nullable KeyValue keyValue) {
        return keyValue == null ? 0 : (long) keyValue.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES;
    }

    /** A bytes field of so many bytes. */
    private static long exact(int size) {
        return size == 0 ? 0 : delimited(size);
    }

    private static long delimited(long size) {
        return 1 + ProtoWriter.varintSize(size) + size;
    }

    @Override
    public Long leaseGranted(Outcome.LeaseGranted x) {
        throw new UnsupportedOperationException("leaseGranted");
    }

    @Override
    public Long leaseEnded(Outcome.LeaseEnded x) {
        throw new UnsupportedOperationException("leaseEnded");
    }

    @Override
    public Long checkpointed(Outcome.Checkpointed x) {
        throw new UnsupportedOperationException("checkpointed");
    }

    @Override
    public Long leases(Outcome.Leases x) {
        throw new UnsupportedOperationException("leases");
    }

    @Override
    public Long sessionOpened(Outcome.SessionOpened x) {
        throw new UnsupportedOperationException("sessionOpened");
    }

    @Override
    public Long sessionEnded(Outcome.SessionEnded x) {
        throw new UnsupportedOperationException("sessionEnded");
    }

    @Override
    public Long resolved(Outcome.Resolved x) {
        throw new UnsupportedOperationException("resolved");
    }

    @Override
    public Long condensed(Outcome.Condensed x) {
        throw new UnsupportedOperationException("condensed");
    }

    @Override
    public Long sessions(Outcome.Sessions x) {
        throw new UnsupportedOperationException("sessions");
    }

    @Override
    public Long leases(io.holdfast.model.query.LeasesQuery x) {
        throw new UnsupportedOperationException("leases");
    }

    @Override
    public Long sessions(io.holdfast.model.query.SessionsQuery x) {
        throw new UnsupportedOperationException("sessions");
    }

    @Override
    public Long session(io.holdfast.model.query.SessionQuery x) {
        throw new UnsupportedOperationException("session");
    }

    @Override
    public Long lease(io.holdfast.model.command.LeaseCommand x) {
        throw new UnsupportedOperationException("lease");
    }

    @Override
    public Long session(io.holdfast.model.command.SessionCommand x) {
        throw new UnsupportedOperationException("session");
    }
}
