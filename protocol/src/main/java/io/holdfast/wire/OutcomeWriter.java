package io.holdfast.wire;

import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.LockOutcome;
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
            KeyValueCodec.write(writer, 1, put.previous());
        }
        writer.message(2, mark);
        return writer;
    }

    @Override
    public ProtoWriter deleteRange(Outcome.DeleteRange delete) {
        int mark = writer.size();
        KeyValueCodec.writeAll(writer, 2, delete.previous());
        writer.number(1, delete.deleted());
        writer.message(3, mark);
        return writer;
    }

    @Override
    public ProtoWriter range(Outcome.Range range) {
        int mark = writer.size();
        writer.number(3, range.count());
        writer.bool(2, range.more());
        KeyValueCodec.writeAll(writer, 1, range.keyValues());
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
        write(writer, 7, rejection);
        return writer;
    }

    @Override
    public ProtoWriter leaseGranted(Outcome.LeaseGranted granted) {
        int mark = writer.size();
        writer.number(2, granted.ttlMillis());
        writer.number(1, granted.lease());
        writer.message(8, mark);
        return writer;
    }

    @Override
    public ProtoWriter leaseEnded(Outcome.LeaseEnded ended) {
        int mark = writer.size();
        writer.number(2, ended.deleted());
        writer.number(1, ended.lease());
        writer.message(9, mark);
        return writer;
    }

    @Override
    public ProtoWriter checkpointed(Outcome.Checkpointed checkpointed) {
        int mark = writer.size();
        writer.number(1, checkpointed.changed());
        writer.message(10, mark);
        return writer;
    }

    @Override
    public ProtoWriter leases(Outcome.Leases leases) {
        int mark = writer.size();
        writer.bool(2, leases.more());
        for (int i = leases.leases().size() - 1; i >= 0; i--) {
            RecordCodec.write(writer, 1, leases.leases().get(i));
        }
        writer.message(11, mark);
        return writer;
    }

    @Override
    public ProtoWriter sessionOpened(Outcome.SessionOpened opened) {
        int mark = writer.size();
        writer.number(4, opened.epoch());
        writer.number(3, opened.ttlMillis());
        writer.number(2, opened.lease());
        writer.fixed64(1, opened.session());
        writer.message(12, mark);
        return writer;
    }

    @Override
    public ProtoWriter sessionEnded(Outcome.SessionEnded ended) {
        int mark = writer.size();
        writer.number(2, ended.deleted());
        writer.fixed64(1, ended.session());
        writer.message(13, mark);
        return writer;
    }

    @Override
    public ProtoWriter resolved(Outcome.Resolved resolved) {
        int mark = writer.size();
        if (resolved.first() != null) {
            write(1, resolved.first());
        }
        writer.message(14, mark);
        return writer;
    }

    @Override
    public ProtoWriter condensed(Outcome.Condensed condensed) {
        writer.message(15, writer.size());
        return writer;
    }

    @Override
    public ProtoWriter sessions(Outcome.Sessions sessions) {
        int mark = writer.size();
        writer.bool(2, sessions.more());
        for (int i = sessions.sessions().size() - 1; i >= 0; i--) {
            RecordCodec.write(writer, 1, sessions.sessions().get(i));
        }
        writer.message(17, mark);
        return writer;
    }

    /** Writes a rejection without its revision. */
    static void write(ProtoWriter writer, int field, Outcome.Rejection rejection) {
        int mark = writer.size();
        writer.number(3, rejection.bound());
        writer.text(2, rejection.message());
        writer.number(1, rejection.reason().number());
        writer.message(field, mark);
    }

    @Override
    public ProtoWriter config(ConfigOutcome outcome) {
        return outcome.accept(new ConfigOutcomeWriter(writer));
    }

    @Override
    public ProtoWriter lock(LockOutcome outcome) {
        return outcome.accept(new LockOutcomeWriter(writer));
    }
}
