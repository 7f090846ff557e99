package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;

/** What an acquisition asks for, and the numbers of the constants of locks: {@code lock.proto}. */
final class LockClaimCodec {
    static final WireEnum<LockKind> KINDS = WireEnum.of(LockKind.class, LockKind::number);
    static final WireEnum<LockEnd> ENDS = WireEnum.of(LockEnd.class, LockEnd::number);
    private static final WireEnum<LockMode> MODES = WireEnum.of(LockMode.class, LockMode::number);

    private LockClaimCodec() {}

    static void write(ProtoWriter writer, int field, LockClaim claim) {
        int mark = writer.size();
        writeValue(writer, 9, claim.value());
        writer.number(8, claim.priority());
        writer.text(7, "label", claim.label(), Limits.MAX_LOCK_TEXT_BYTES);
        writer.text(6, "owner", claim.owner(), Limits.MAX_LOCK_TEXT_BYTES);
        writer.number(5, claim.delayMillis());
        writer.number(4, claim.maxHoldMillis());
        writer.number(3, claim.limit());
        writer.number(2, claim.permits());
        writer.number(1, claim.mode().number());
        writer.message(field, mark);
    }

    static LockClaim read(ProtoReader reader) throws MalformedException {
        LockMode mode = null;
        int permits = 0;
        int limit = 0;
        long maxHoldMillis = 0;
        long delayMillis = 0;
        String owner = "";
        String label = "";
        int priority = 0;
        Bytes value = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> mode = MODES.read(reader, "mode");
                case 2 -> permits = reader.int32("permits");
                case 3 -> limit = reader.int32("limit");
                case 4 -> maxHoldMillis = reader.int64("max_hold_millis");
                case 5 -> delayMillis = reader.int64("delay_millis");
                case 6 -> owner = reader.text("owner", Limits.MAX_LOCK_TEXT_BYTES);
                case 7 -> label = reader.text("label", Limits.MAX_LOCK_TEXT_BYTES);
                case 8 -> priority = reader.int32("priority");
                case 9 -> value = readValue(reader);
                default -> throw reader.unknownField();
            }
        }
        if (mode == null) {
            throw reader.missing("mode");
        }
        return new LockClaim(mode, permits, limit, maxHoldMillis, delayMillis, owner, label, priority, value);
    }

    /** Writes what a candidate publishes. */
    static void writeValue(ProtoWriter writer, int field, Bytes value) {
        if (value.size() > Limits.MAX_ELECTION_VALUE_BYTES) {
            throw new IllegalArgumentException("value has " + value.size() + " bytes, at most "
                    + Limits.MAX_ELECTION_VALUE_BYTES + " are allowed");
        }
        writer.bytes(field, value);
    }

    /** Reads what a candidate publishes. */
    static Bytes readValue(ProtoReader reader) throws MalformedException {
        return reader.bytes("value", Limits.MAX_ELECTION_VALUE_BYTES);
    }

    /** Writes the name of a lock, which no decoder takes longer than it may be. */
    static void writeName(ProtoWriter writer, int field, String name) {
        writer.text(field, "name", name, Limits.MAX_LOCK_NAME_BYTES);
    }

    /** Reads the name of a lock. */
    static String readName(ProtoReader reader) throws MalformedException {
        return reader.text("name", Limits.MAX_LOCK_NAME_BYTES);
    }
}
