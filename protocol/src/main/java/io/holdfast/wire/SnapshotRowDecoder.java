package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.snapshot.SnapshotRow;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the rows of a message {@code SnapshotRows} of {@code snapshot.proto} one by one. Takes hostile bytes: it throws
 * nothing but {@link MalformedException}, in time and memory bounded by the length of what it reads. What it returns does
 * not hold on to the array. Confined to one thread.
 */
public final class SnapshotRowDecoder {
    private static final WireEnum<SessionEnd> ENDS = WireEnum.of(SessionEnd.class, SessionEnd::number);

    private final ProtoReader reader;
    private final int offset;

    /** Over the message in {@code length} bytes of {@code array} from {@code offset}. */
    public SnapshotRowDecoder(byte[] array, int offset, int length) {
        this.reader = new ProtoReader(array, offset, length);
        this.offset = offset;
    }

    /** How many bytes of the message were read: where the next row stands. */
    public int position() {
        return reader.position() - offset;
    }

    /**
     * The next row, or null at the end of the message. After a throw the decoder must not be used any more.
     *
     * @throws MalformedException if what stands there is not a row of this version
     */
    public @Nullable SnapshotRow next() throws MalformedException {
        return switch (reader.next()) {
            case 0 -> null;
            case 1 -> reader.message("row", null, SnapshotRowDecoder::row);
            default -> throw reader.unknownField();
        };
    }

    private static SnapshotRow row(ProtoReader reader) throws MalformedException {
        SnapshotRow row = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            row = switch (field) {
                case 1 -> reader.message("counters", row, SnapshotRowDecoder::counters);
                case 2 -> reader.message("member", row, SnapshotRowDecoder::member);
                case 3 -> reader.message("lease", row, SnapshotRowDecoder::lease);
                case 4 -> reader.message("session", row, SnapshotRowDecoder::session);
                case 5 -> reader.message("reply", row, SnapshotRowDecoder::reply);
                case 6 -> reader.message("ending", row, SnapshotRowDecoder::ending);
                case 7 -> reader.message("change", row, body -> new SnapshotRow.Change(EventCodec.read(body)));
                case 8 -> reader.message("key", row, body -> new SnapshotRow.Key(KeyValueCodec.read(body)));
                case 9 -> reader.message("proposer", row, SnapshotRowDecoder::proposer);
                default ->
                    field < ConfigRowDecoder.FIRST
                            ? LockRowDecoder.read(reader, field, row)
                            : ConfigRowDecoder.read(reader, field, row);
            };
        }
        if (row == null) {
            throw reader.missing("kind of row");
        }
        return row;
    }

    private static SnapshotRow counters(ProtoReader reader) throws MalformedException {
        long revision = 0;
        long compactedRevision = 0;
        long timestampMillis = 0;
        long lastPickedLease = 0;
        long lastEpoch = 0;
        long sessionsEnded = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> revision = reader.int64("revision");
                case 2 -> compactedRevision = reader.int64("compacted_revision");
                case 3 -> timestampMillis = reader.int64("timestamp_millis");
                case 4 -> lastPickedLease = reader.int64("last_picked_lease");
                case 5 -> lastEpoch = reader.int64("last_epoch");
                case 6 -> sessionsEnded = reader.int64("sessions_ended");
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Counters(
                revision, compactedRevision, timestampMillis, lastPickedLease, lastEpoch, sessionsEnded);
    }

    private static SnapshotRow member(ProtoReader reader) throws MalformedException {
        String node = "";
        String storage = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> storage = reader.text("storage", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Member(node, storage);
    }

    private static SnapshotRow proposer(ProtoReader reader) throws MalformedException {
        long incarnation = 0;
        long lastNumber = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> incarnation = reader.fixed64("incarnation");
                case 2 -> lastNumber = reader.int64("last_number");
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Proposer(incarnation, lastNumber);
    }

    private static SnapshotRow lease(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long epoch = 0;
        long ttlMillis = 0;
        long boundMillis = 0;
        long session = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> epoch = reader.int64("epoch");
                case 3 -> ttlMillis = reader.int64("ttl_millis");
                case 4 -> boundMillis = reader.int64("bound_millis");
                case 5 -> session = reader.fixed64("session");
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Lease(lease, epoch, ttlMillis, boundMillis, session);
    }

    private static SnapshotRow session(ProtoReader reader) throws MalformedException {
        long session = 0;
        long lease = 0;
        String client = "";
        String principal = "";
        String address = "";
        long openedMillis = 0;
        long openedRevision = 0;
        long ttlMillis = 0;
        long graceMillis = 0;
        long floor = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> lease = reader.int64("lease");
                case 3 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 4 -> principal = reader.text("principal", Limits.MAX_PRINCIPAL_BYTES);
                case 5 -> address = reader.text("address", Limits.MAX_ADDRESS_BYTES);
                case 6 -> openedMillis = reader.int64("opened_millis");
                case 7 -> openedRevision = reader.int64("opened_revision");
                case 8 -> ttlMillis = reader.int64("ttl_millis");
                case 9 -> floor = reader.int64("floor");
                case 10 -> graceMillis = reader.int64("grace_millis");
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Session(
                session,
                lease,
                client,
                principal,
                address,
                openedMillis,
                openedRevision,
                ttlMillis,
                graceMillis,
                floor);
    }

    private static SnapshotRow reply(ProtoReader reader) throws MalformedException {
        long session = 0;
        long sequence = 0;
        Outcome outcome = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> sequence = reader.int64("sequence");
                case 3 -> outcome = reader.message("outcome", outcome, SnapshotRowDecoder::outcome);
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Reply(session, sequence, outcome);
    }

    private static Outcome outcome(ProtoReader reader) throws MalformedException {
        reader.refuseLargerThan(SnapshotRowEncoder.MAX_OUTCOME_BYTES);
        return OutcomeReader.read(reader);
    }

    private static SnapshotRow ending(ProtoReader reader) throws MalformedException {
        long number = 0;
        long session = 0;
        SessionEnd end = SessionEnd.UNKNOWN;
        String by = "";
        String why = "";
        long atMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> number = reader.int64("number");
                case 2 -> session = reader.fixed64("session");
                case 3 -> end = ENDS.read(reader, "end");
                case 4 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                case 5 -> why = reader.text("why", Limits.MAX_WHY_BYTES);
                case 6 -> atMillis = reader.int64("at_millis");
                default -> throw reader.unknownField();
            }
        }
        return new SnapshotRow.Ending(number, session, end, by, why, atMillis);
    }
}
