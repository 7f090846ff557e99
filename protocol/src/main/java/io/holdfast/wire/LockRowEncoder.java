package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.snapshot.LockRow;

/** Writes the kinds of rows of the lock table. */
final class LockRowEncoder implements LockRow.Handler<RuntimeException> {
    private final ProtoWriter writer;

    LockRowEncoder(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public void totals(LockRow.Totals row) {
        int mark = writer.size();
        writer.number(4, row.changes());
        writer.number(3, row.ended());
        writer.number(2, row.tickets());
        writer.number(1, row.grants());
        writer.message(10, mark);
    }

    @Override
    public void lock(LockRow.Lock row) {
        int mark = writer.size();
        writer.number(8, row.lastChange());
        writer.number(7, row.coolingToken());
        writer.number(6, row.coolingMillis());
        writer.number(5, row.lastToken());
        writer.bool(4, row.fixed());
        writer.number(3, row.limit());
        writer.number(2, row.kind().number());
        LockClaimCodec.writeName(writer, 1, row.name());
        writer.message(11, mark);
    }

    @Override
    public void hold(LockRow.Hold row) {
        int mark = writer.size();
        writer.number(5, row.sinceMillis());
        LockClaimCodec.write(writer, 4, row.claim());
        writer.number(3, row.token());
        writer.number(2, row.acquisition());
        writer.fixed64(1, row.session());
        writer.message(12, mark);
    }

    @Override
    public void await(LockRow.Wait row) {
        int mark = writer.size();
        writer.number(5, row.sinceMillis());
        LockClaimCodec.write(writer, 4, row.claim());
        writer.number(3, row.ticket());
        writer.number(2, row.acquisition());
        writer.fixed64(1, row.session());
        writer.message(13, mark);
    }

    @Override
    public void ending(LockRow.Ending row) {
        int mark = writer.size();
        writer.number(9, row.atMillis());
        writer.text(8, "why", row.why(), Limits.MAX_WHY_BYTES);
        writer.text(7, "by", row.by(), Limits.MAX_PRINCIPAL_BYTES);
        writer.number(6, row.end().number());
        writer.number(5, row.token());
        LockClaimCodec.writeName(writer, 4, row.name());
        writer.number(3, row.acquisition());
        writer.fixed64(2, row.session());
        writer.number(1, row.number());
        writer.message(14, mark);
    }

    @Override
    public void change(LockRow.Change row) {
        int mark = writer.size();
        writer.number(2, row.previous());
        LockRecordCodec.write(writer, 1, row.change());
        writer.message(15, mark);
    }
}
