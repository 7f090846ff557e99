package io.holdfast.wire;

import io.holdfast.model.Limits;
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

/** Writes queries. */
final class QueryWriter implements Query.Handler<ProtoWriter> {
    private final ProtoWriter writer;
    private int depth;

    QueryWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter range(RangeQuery range) {
        RangeCodec.write(writer, 1, range);
        return writer;
    }

    @Override
    public ProtoWriter transaction(TransactionQuery transaction) {
        if (++depth > Limits.MAX_TRANSACTION_DEPTH) {
            throw new IllegalArgumentException(
                    "transactions nest deeper than " + Limits.MAX_TRANSACTION_DEPTH + " levels");
        }
        int mark = writer.size();
        queries(3, transaction.failure());
        queries(2, transaction.success());
        CompareCodec.writeAll(writer, 1, transaction.compares());
        writer.message(2, mark);
        depth--;
        return writer;
    }

    private void queries(int field, List<KeyValueQuery> queries) {
        for (int i = queries.size() - 1; i >= 0; i--) {
            int mark = writer.size();
            queries.get(i).accept(this);
            writer.message(field, mark);
        }
    }

    @Override
    public ProtoWriter leases(LeasesQuery query) {
        int mark = writer.size();
        writer.number(2, query.limit());
        writer.number(1, query.after());
        writer.message(3, mark);
        return writer;
    }

    @Override
    public ProtoWriter sessions(SessionsQuery query) {
        int mark = writer.size();
        writer.number(2, query.limit());
        writer.fixed64(1, query.after());
        writer.message(4, mark);
        return writer;
    }

    @Override
    public ProtoWriter session(SessionQuery query) {
        int mark = writer.size();
        writer.fixed64(1, query.session());
        writer.message(5, mark);
        return writer;
    }

    @Override
    public ProtoWriter config(ConfigQuery query) {
        query.accept(new ConfigQueryCodec(writer));
        return writer;
    }

    @Override
    public ProtoWriter lock(LockQuery query) {
        query.accept(new LockQueryCodec(writer));
        return writer;
    }
}
