package io.holdfast.wire;

import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Outcome;
import java.util.List;

/** Writes the kinds of outcomes. */
final class OutcomeWriter implements Outcome.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    OutcomeWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    void write(int field, Outcome outcome) {
        int mark = writer.size();
        outcome.accept(this);
        writer.number(1, outcome.revision());
        writer.message(field, mark);
    }

    @Override
    public ProtoWriter put(Outcome.Put put) {
        int mark = writer.size();
        if (put.previous() != null) {
            write(1, put.previous());
        }
        writer.message(2, mark);
        return writer;
    }

    @Override
    public ProtoWriter deleteRange(Outcome.DeleteRange delete) {
        int mark = writer.size();
        writeAll(2, delete.previous());
        writer.number(1, delete.deleted());
        writer.message(3, mark);
        return writer;
    }

    @Override
    public ProtoWriter range(Outcome.Range range) {
        int mark = writer.size();
        writer.number(3, range.count());
        writer.bool(2, range.more());
        writeAll(1, range.keyValues());
        writer.message(4, mark);
        return writer;
    }

    @Override
    public ProtoWriter transaction(Outcome.Transaction transaction) {
        int mark = writer.size();
        List<Outcome> responses = transaction.responses();
        for (int i = responses.size() - 1; i >= 0; i--) {
            write(2, responses.get(i));
        }
        writer.bool(1, transaction.succeeded());
        writer.message(5, mark);
        return writer;
    }

    @Override
    public ProtoWriter compact(Outcome.Compact compact) {
        writer.message(6, writer.size());
        return writer;
    }

    @Override
    public ProtoWriter registered(Outcome.Registered registered) {
        writer.message(16, writer.size());
        return writer;
    }

    @Override
    public ProtoWriter rejection(Outcome.Rejection rejection) {
        int mark = writer.size();
        writer.number(3, rejection.bound());
        writer.text(2, rejection.message());
        writer.number(1, rejection.reason().number());
        writer.message(7, mark);
        return writer;
    }

    private void writeAll(int field, List<KeyValue> keyValues) {
        for (int i = keyValues.size() - 1; i >= 0; i--) {
            write(field, keyValues.get(i));
        }
    }

    private void write(int field, KeyValue keyValue) {
        int mark = writer.size();
        writer.number(6, keyValue.lease());
        writer.number(5, keyValue.version());
        writer.number(4, keyValue.modRevision());
        writer.number(3, keyValue.createRevision());
        writer.bytes(2, keyValue.value());
        writer.bytes(1, keyValue.key());
        writer.message(field, mark);
    }

    @Override
    public ProtoWriter leaseGranted(Outcome.LeaseGranted x) {
        throw new UnsupportedOperationException("leaseGranted");
    }

    @Override
    public ProtoWriter leaseEnded(Outcome.LeaseEnded x) {
        throw new UnsupportedOperationException("leaseEnded");
    }

    @Override
    public ProtoWriter checkpointed(Outcome.Checkpointed x) {
        throw new UnsupportedOperationException("checkpointed");
    }

    @Override
    public ProtoWriter leases(Outcome.Leases x) {
        throw new UnsupportedOperationException("leases");
    }

    @Override
    public ProtoWriter sessionOpened(Outcome.SessionOpened x) {
        throw new UnsupportedOperationException("sessionOpened");
    }

    @Override
    public ProtoWriter sessionEnded(Outcome.SessionEnded x) {
        throw new UnsupportedOperationException("sessionEnded");
    }

    @Override
    public ProtoWriter resolved(Outcome.Resolved x) {
        throw new UnsupportedOperationException("resolved");
    }

    @Override
    public ProtoWriter condensed(Outcome.Condensed x) {
        throw new UnsupportedOperationException("condensed");
    }

    @Override
    public ProtoWriter sessions(Outcome.Sessions x) {
        throw new UnsupportedOperationException("sessions");
    }
}
