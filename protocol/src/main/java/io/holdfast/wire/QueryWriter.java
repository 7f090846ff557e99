package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
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
    public ProtoWriter leases(io.holdfast.model.query.LeasesQuery x) {
        throw new UnsupportedOperationException("leases");
    }

    @Override
    public ProtoWriter sessions(io.holdfast.model.query.SessionsQuery x) {
        throw new UnsupportedOperationException("sessions");
    }

    @Override
    public ProtoWriter session(io.holdfast.model.query.SessionQuery x) {
        throw new UnsupportedOperationException("session");
    }
}
