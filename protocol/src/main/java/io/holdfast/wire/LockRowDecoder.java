package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.model.snapshot.SnapshotRow;
import org.jspecify.annotations.Nullable;

/** Reads the kinds of rows of the lock table. */
final class LockRowDecoder {
    private LockRowDecoder() {}

    /** The kind of row in {@code field}; {@code before} is the kind that was read already. */
    static SnapshotRow read(ProtoReader reader, int field, @Nullable SnapshotRow before) throws MalformedException {
        return switch (field) {
            case 10 -> reader.message("lock_totals", before, LockRowDecoder::totals);
            case 11 -> reader.message("lock", before, LockRowDecoder::lock);
            case 12 -> reader.message("lock_hold", before, LockRowDecoder::hold);
            case 13 -> reader.message("lock_wait", before, LockRowDecoder::await);
            case 14 -> reader.message("lock_ending", before, LockRowDecoder::ending);
            case 15 -> reader.message("lock_change", before, LockRowDecoder::change);
            default -> throw reader.unknownField();
        };
    }

    private static LockRow totals(ProtoReader reader) throws MalformedException {
        long grants = 0;
        long tickets = 0;
        long ended = 0;
        long changes = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> grants = reader.int64("grants");
                case 2 -> tickets = reader.int64("tickets");
                case 3 -> ended = reader.int64("ended");
                case 4 -> changes = reader.int64("changes");
                default -> throw reader.unknownField();
            }
        }
        return new LockRow.Totals(grants, tickets, ended, changes);
    }

    private static LockRow lock(ProtoReader reader) throws MalformedException {
        String name = "";
        LockKind kind = null;
        int limit = 0;
        boolean fixed = false;
        long lastToken = 0;
        long coolingMillis = 0;
        long coolingToken = 0;
        long lastChange = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> kind = LockClaimCodec.KINDS.read(reader, "kind");
                case 3 -> limit = reader.int32("limit");
                case 4 -> fixed = reader.bool("fixed");
                case 5 -> lastToken = reader.int64("last_token");
                case 6 -> coolingMillis = reader.int64("cooling_millis");
                case 7 -> coolingToken = reader.int64("cooling_token");
                case 8 -> lastChange = reader.int64("last_change");
                default -> throw reader.unknownField();
            }
        }
        if (kind == null) {
            throw reader.missing("kind");
        }
        return new LockRow.Lock(name, kind, limit, fixed, lastToken, coolingMillis, coolingToken, lastChange);
    }

    private static LockRow hold(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        long token = 0;
        LockClaim claim = null;
        long sinceMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> token = reader.int64("token");
                case 4 -> claim = reader.message("claim", claim, LockClaimCodec::read);
                case 5 -> sinceMillis = reader.int64("since_millis");
                default -> throw reader.unknownField();
            }
        }
        if (claim == null) {
            throw reader.missing("claim");
        }
        return new LockRow.Hold(session, acquisition, token, claim, sinceMillis);
    }

    private static LockRow await(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        long ticket = 0;
        LockClaim claim = null;
        long sinceMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> ticket = reader.int64("ticket");
                case 4 -> claim = reader.message("claim", claim, LockClaimCodec::read);
                case 5 -> sinceMillis = reader.int64("since_millis");
                default -> throw reader.unknownField();
            }
        }
        if (claim == null) {
            throw reader.missing("claim");
        }
        return new LockRow.Wait(session, acquisition, ticket, claim, sinceMillis);
    }

    private static LockRow ending(ProtoReader reader) throws MalformedException {
        long number = 0;
        long session = 0;
        long acquisition = 0;
        String name = "";
        long token = 0;
        LockEnd end = LockEnd.UNKNOWN;
        String by = "";
        String why = "";
        long atMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> number = reader.int64("number");
                case 2 -> session = reader.fixed64("session");
                case 3 -> acquisition = reader.int64("acquisition");
                case 4 -> name = LockClaimCodec.readName(reader);
                case 5 -> token = reader.int64("token");
                case 6 -> end = LockClaimCodec.ENDS.read(reader, "end");
                case 7 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                case 8 -> why = reader.text("why", Limits.MAX_WHY_BYTES);
                case 9 -> atMillis = reader.int64("at_millis");
                default -> throw reader.unknownField();
            }
        }
        return new LockRow.Ending(number, session, acquisition, name, token, end, by, why, atMillis);
    }

    private static LockRow change(ProtoReader reader) throws MalformedException {
        ElectionChange change = null;
        long previous = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> change = reader.message("change", change, LockRecordCodec::change);
                case 2 -> previous = reader.int64("previous");
                default -> throw reader.unknownField();
            }
        }
        if (change == null) {
            throw reader.missing("change");
        }
        return new LockRow.Change(change, previous);
    }
}
