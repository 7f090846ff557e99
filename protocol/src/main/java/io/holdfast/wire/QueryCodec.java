package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;

/** Queries as bytes: the message {@code Query} of {@code command.proto}. Safe for any thread. */
public final class QueryCodec {
    private QueryCodec() {}

    /**
     * Encodes a query.
     *
     * @throws IllegalArgumentException if its transactions nest deeper than {@link Limits#MAX_TRANSACTION_DEPTH}
     */
    public static Bytes encode(Query query) {
        ProtoWriter writer = new ProtoWriter((int) Math.min(SizeBound.of(query), Limits.MAX_COMMAND_BYTES));
        write(writer, query);
        return Bytes.wrap(writer.toArray());
    }

    /**
     * Decodes a query.
     *
     * @throws MalformedException if the bytes are not exactly one query of this version
     */
    public static Query decode(Bytes encoded) throws MalformedException {
        return read(new ProtoReader(encoded.sharedArray(), 0, encoded.size()));
    }

    static void write(ProtoWriter writer, Query query) {
        query.accept(new Query.Handler<ProtoWriter>() {
            @Override
            public ProtoWriter range(RangeQuery range) {
                RangeCodec.write(writer, 1, range);
                return writer;
            }

            @Override
            public ProtoWriter transaction(TransactionQuery transaction) {
                int mark = writer.size();
                new CommandWriter(writer).content(transaction.transaction());
                writer.message(2, mark);
                return writer;
            }
        });
    }

    static Query read(ProtoReader reader) throws MalformedException {
        reader.refuseLargerThan(Limits.MAX_COMMAND_BYTES);
        reader.allowElements(Limits.MAX_TRANSACTION_ELEMENTS);
        Query query = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            query = switch (field) {
                case 1 -> reader.message("range", query, RangeCodec::readQuery);
                case 2 ->
                    new TransactionQuery(reader.<Transaction>message("transaction", query, CommandReader::transaction));
                default -> throw reader.unknownField();
            };
        }
        if (query == null) {
            throw reader.missing("kind of query");
        }
        return query;
    }
}
