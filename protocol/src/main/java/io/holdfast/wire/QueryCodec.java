package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.List;

/** Queries as bytes: the message {@code Query} of {@code query.proto}. Safe for any thread. */
public final class QueryCodec {
    private QueryCodec() {}

    /**
     * Encodes a query.
     *
     * @throws IllegalArgumentException if it takes more than {@link Limits#MAX_COMMAND_BYTES} or its transactions nest
     *     deeper than {@link Limits#MAX_TRANSACTION_DEPTH}: no node would take it
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
        int mark = writer.size();
        query.accept(new QueryWriter(writer));
        if (writer.size() - mark > Limits.MAX_COMMAND_BYTES) {
            throw new IllegalArgumentException("the query takes " + (writer.size() - mark) + " bytes encoded, at most "
                    + Limits.MAX_COMMAND_BYTES + " are allowed");
        }
    }

    static Query read(ProtoReader reader) throws MalformedException {
        reader.refuseLargerThan(Limits.MAX_COMMAND_BYTES);
        reader.allowElements(Limits.MAX_TRANSACTION_ELEMENTS);
        return readKind(reader);
    }

    private static Query readKind(ProtoReader reader) throws MalformedException {
        Query query = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            query = switch (field) {
                case 1 -> reader.message("range", query, RangeCodec::readQuery);
                case 2 -> reader.message("transaction", query, QueryCodec::readTransaction);
                case 3 -> reader.message("leases", query, QueryCodec::readLeases);
                case 4 -> reader.message("sessions", query, QueryCodec::readSessions);
                case 5 -> reader.message("session", query, QueryCodec::readSession);
                default ->
                    field < ConfigQueryCodec.FIRST
                            ? LockQueryCodec.read(reader, field, query)
                            : ConfigQueryCodec.read(reader, field, query);
            };
        }
        if (query == null) {
            throw reader.missing("kind of query");
        }
        return query;
    }

    private static KeyValueQuery readOperation(ProtoReader reader) throws MalformedException {
        if (readKind(reader) instanceof KeyValueQuery operation) {
            return operation;
        }
        throw MalformedException.broken(reader.place("") + " is a kind of query that may not stand in a transaction");
    }

    private static LeasesQuery readLeases(ProtoReader reader) throws MalformedException {
        long after = 0;
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> after = reader.int64("after");
                case 2 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new LeasesQuery(after, limit);
    }

    private static SessionsQuery readSessions(ProtoReader reader) throws MalformedException {
        long after = 0;
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> after = reader.fixed64("after");
                case 2 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new SessionsQuery(after, limit);
    }

    private static SessionQuery readSession(ProtoReader reader) throws MalformedException {
        long session = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            session = reader.fixed64("session");
        }
        return new SessionQuery(session);
    }

    private static TransactionQuery readTransaction(ProtoReader reader) throws MalformedException {
        reader.enterTransaction();
        List<Compare> compares = new ArrayList<>();
        List<KeyValueQuery> success = new ArrayList<>();
        List<KeyValueQuery> failure = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("compares", compares, CompareCodec::read);
                case 2 -> reader.element("success", success, QueryCodec::readOperation);
                case 3 -> reader.element("failure", failure, QueryCodec::readOperation);
                default -> throw reader.unknownField();
            }
        }
        return new TransactionQuery(compares, success, failure);
    }
}
