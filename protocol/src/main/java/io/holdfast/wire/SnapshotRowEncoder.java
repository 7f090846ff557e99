package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotRow;

/**
 * Encodes rows of a snapshot, one at a time, as elements of the message {@code SnapshotRows} of {@code snapshot.proto}:
 * rows behind one another are that message. Its memory is used again for the next row. Confined to one thread.
 */
public final class SnapshotRowEncoder implements SnapshotRow.Handler<RuntimeException> {
    /** The most bytes a row may take: an event with two values of full size, and room to spare. */
    public static final int MAX_ROW_BYTES = 4 * Limits.MAX_VALUE_BYTES;

    /** The most bytes the outcome in a reply may take; what a session keeps takes far less. */
    static final int MAX_OUTCOME_BYTES = 4 * Limits.MAX_KEPT_OUTCOME_BYTES;

    private static final int ELEMENT = 1;
    private static final int EXPECTED_BYTES = 1 << 10;

    private final ProtoWriter writer = new ProtoWriter(EXPECTED_BYTES);
    private final LockRowEncoder locks = new LockRowEncoder(writer);
    private final ConfigRowEncoder configs = new ConfigRowEncoder(writer);

    /**
     * Encodes a row in place of the one before.
     *
     * @return how many bytes it takes
     * @throws IllegalArgumentException if no decoder would take it: a text or the whole is too long
     */
    public int encode(SnapshotRow row) {
        writer.clear();
        row.accept(this);
        writer.message(ELEMENT, 0);
        if (writer.size() > MAX_ROW_BYTES) {
            throw new IllegalArgumentException("a snapshot's row takes " + writer.size() + " bytes encoded, at most "
                    + MAX_ROW_BYTES + " are allowed");
        }
        return writer.size();
    }

    /** Copies the encoded row into an array. */
    public void copyTo(byte[] target, int offset) {
        writer.copyTo(target, offset);
    }

    @Override
    public void counters(SnapshotRow.Counters row) {
        int mark = writer.size();
        writer.number(6, row.sessionsEnded());
        writer.number(5, row.lastEpoch());
        writer.number(4, row.lastPickedLease());
        writer.number(3, row.timestampMillis());
        writer.number(2, row.compactedRevision());
        writer.number(1, row.revision());
        writer.message(1, mark);
    }

    @Override
    public void member(SnapshotRow.Member row) {
        int mark = writer.size();
        writer.text(2, "storage", row.storage(), Limits.MAX_NAME_BYTES);
        writer.text(1, "node", row.node(), Limits.MAX_NAME_BYTES);
        writer.message(2, mark);
    }

    @Override
    public void proposer(SnapshotRow.Proposer row) {
        int mark = writer.size();
        writer.number(2, row.lastNumber());
        writer.fixed64(1, row.incarnation());
        writer.message(9, mark);
    }

    @Override
    public void lease(SnapshotRow.Lease row) {
        int mark = writer.size();
        writer.fixed64(5, row.session());
        writer.number(4, row.boundMillis());
        writer.number(3, row.ttlMillis());
        writer.number(2, row.epoch());
        writer.number(1, row.lease());
        writer.message(3, mark);
    }

    @Override
    public void session(SnapshotRow.Session row) {
        int mark = writer.size();
        writer.number(10, row.graceMillis());
        writer.number(9, row.floor());
        writer.number(8, row.ttlMillis());
        writer.number(7, row.openedRevision());
        writer.number(6, row.openedMillis());
        writer.text(5, "address", row.address(), Limits.MAX_ADDRESS_BYTES);
        writer.text(4, "principal", row.principal(), Limits.MAX_PRINCIPAL_BYTES);
        writer.text(3, "client", row.client(), Limits.MAX_NAME_BYTES);
        writer.number(2, row.lease());
        writer.fixed64(1, row.session());
        writer.message(4, mark);
    }

    @Override
    public void reply(SnapshotRow.Reply row) {
        int mark = writer.size();
        Outcome outcome = row.outcome();
        if (outcome != null) {
            new OutcomeWriter(writer).write(3, outcome);
            if (writer.size() - mark > MAX_OUTCOME_BYTES) {
                throw new IllegalArgumentException("a kept outcome takes " + (writer.size() - mark)
                        + " bytes encoded, at most " + MAX_OUTCOME_BYTES + " are allowed");
            }
        }
        writer.number(2, row.sequence());
        writer.fixed64(1, row.session());
        writer.message(5, mark);
    }

    @Override
    public void ending(SnapshotRow.Ending row) {
        int mark = writer.size();
        writer.number(6, row.atMillis());
        writer.text(5, "why", row.why(), Limits.MAX_WHY_BYTES);
        writer.text(4, "by", row.by(), Limits.MAX_PRINCIPAL_BYTES);
        writer.number(3, row.end().number());
        writer.fixed64(2, row.session());
        writer.number(1, row.number());
        writer.message(6, mark);
    }

    @Override
    public void change(SnapshotRow.Change row) {
        EventCodec.write(writer, 7, row.event());
    }

    @Override
    public void key(SnapshotRow.Key row) {
        KeyValueCodec.write(writer, 8, row.keyValue());
    }

    @Override
    public void config(ConfigRow row) {
        row.accept(configs);
    }

    @Override
    public void lock(LockRow row) {
        row.accept(locks);
    }
}
