package io.holdfast.wire;

import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.outcome.LockOutcome;

/** Writes the kinds of outcomes of locks. */
final class LockOutcomeWriter implements LockOutcome.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    LockOutcomeWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter granted(LockOutcome.Granted granted) {
        int mark = writer.size();
        writer.number(2, granted.limit());
        writer.number(1, granted.token());
        writer.message(18, mark);
        return writer;
    }

    @Override
    public ProtoWriter queued(LockOutcome.Queued queued) {
        return number(19, queued.position());
    }

    @Override
    public ProtoWriter released(LockOutcome.Released released) {
        return number(20, released.token());
    }

    @Override
    public ProtoWriter withdrawn(LockOutcome.Withdrawn withdrawn) {
        int mark = writer.size();
        writer.text(2, withdrawn.holder());
        writer.number(1, withdrawn.position());
        writer.message(21, mark);
        return writer;
    }

    @Override
    public ProtoWriter freed(LockOutcome.Freed freed) {
        return number(22, freed.holds());
    }

    @Override
    public ProtoWriter permitsSet(LockOutcome.PermitsSet set) {
        return number(23, set.permits());
    }

    @Override
    public ProtoWriter held(LockOutcome.Held held) {
        int mark = writer.size();
        LockRecordCodec.write(writer, 1, held.hold());
        writer.message(24, mark);
        return writer;
    }

    @Override
    public ProtoWriter shown(LockOutcome.Shown shown) {
        int mark = writer.size();
        for (int i = shown.waiters().size() - 1; i >= 0; i--) {
            LockRecordCodec.write(writer, 3, shown.waiters().get(i));
        }
        for (int i = shown.holders().size() - 1; i >= 0; i--) {
            LockRecordCodec.write(writer, 2, shown.holders().get(i));
        }
        LockRecordCodec.write(writer, 1, shown.lock());
        writer.message(25, mark);
        return writer;
    }

    @Override
    public ProtoWriter listed(LockOutcome.Listed listed) {
        int mark = writer.size();
        writer.bool(2, listed.more());
        for (int i = listed.locks().size() - 1; i >= 0; i--) {
            LockRecordCodec.write(writer, 1, listed.locks().get(i));
        }
        writer.message(26, mark);
        return writer;
    }

    @Override
    public ProtoWriter published(LockOutcome.Published published) {
        writer.message(27, writer.size());
        return writer;
    }

    @Override
    public ProtoWriter changes(LockOutcome.Changes answer) {
        int mark = writer.size();
        for (int i = answer.changes().size() - 1; i >= 0; i--) {
            LockRecordCodec.write(writer, 5, answer.changes().get(i));
        }
        HoldRecord leader = answer.leader();
        if (leader != null) {
            LockRecordCodec.write(writer, 4, leader);
        }
        writer.bool(3, answer.more());
        writer.bool(2, answer.missed());
        writer.number(1, answer.head());
        writer.message(28, mark);
        return writer;
    }

    /** A kind that is one number. */
    private ProtoWriter number(int field, long number) {
        int mark = writer.size();
        writer.number(1, number);
        writer.message(field, mark);
        return writer;
    }
}
