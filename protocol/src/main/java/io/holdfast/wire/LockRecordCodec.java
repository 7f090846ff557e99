package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;

/** The elements of lists of locks: {@code lock.proto}. */
final class LockRecordCodec {
    private static final WireEnum<ElectionStep> STEPS = WireEnum.of(ElectionStep.class, ElectionStep::number);

    private LockRecordCodec() {}

    static void write(ProtoWriter writer, int field, LockRecord lock) {
        int mark = writer.size();
        writer.number(9, lock.coolingMillis());
        writer.number(8, lock.lastToken());
        writer.number(7, lock.waiters());
        writer.number(6, lock.holders());
        writer.number(5, lock.taken());
        writer.bool(4, lock.fixed());
        writer.number(3, lock.limit());
        writer.number(2, lock.kind().number());
        LockClaimCodec.writeName(writer, 1, lock.name());
        writer.message(field, mark);
    }

    static LockRecord lock(ProtoReader reader) throws MalformedException {
        String name = "";
        LockKind kind = null;
        int limit = 0;
        boolean fixed = false;
        int taken = 0;
        int holders = 0;
        int waiters = 0;
        long lastToken = 0;
        long coolingMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> kind = LockClaimCodec.KINDS.read(reader, "kind");
                case 3 -> limit = reader.int32("limit");
                case 4 -> fixed = reader.bool("fixed");
                case 5 -> taken = reader.int32("taken");
                case 6 -> holders = reader.int32("holders");
                case 7 -> waiters = reader.int32("waiters");
                case 8 -> lastToken = reader.int64("last_token");
                case 9 -> coolingMillis = reader.int64("cooling_millis");
                default -> throw reader.unknownField();
            }
        }
        if (kind == null) {
            throw reader.missing("kind");
        }
        return new LockRecord(name, kind, limit, fixed, taken, holders, waiters, lastToken, coolingMillis);
    }

    static void write(ProtoWriter writer, int field, HoldRecord hold) {
        int mark = writer.size();
        writer.text(8, "address", hold.address(), Limits.MAX_ADDRESS_BYTES);
        writer.text(7, "principal", hold.principal(), Limits.MAX_PRINCIPAL_BYTES);
        writer.text(6, "client", hold.client(), Limits.MAX_NAME_BYTES);
        writer.number(5, hold.sinceMillis());
        LockClaimCodec.write(writer, 4, hold.claim());
        writer.number(3, hold.token());
        writer.number(2, hold.acquisition());
        writer.fixed64(1, hold.session());
        writer.message(field, mark);
    }

    static HoldRecord hold(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        long token = 0;
        LockClaim claim = null;
        long sinceMillis = 0;
        String client = "";
        String principal = "";
        String address = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> token = reader.int64("token");
                case 4 -> claim = reader.message("claim", claim, LockClaimCodec::read);
                case 5 -> sinceMillis = reader.int64("since_millis");
                case 6 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 7 -> principal = reader.text("principal", Limits.MAX_PRINCIPAL_BYTES);
                case 8 -> address = reader.text("address", Limits.MAX_ADDRESS_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (claim == null) {
            throw reader.missing("claim");
        }
        return new HoldRecord(session, acquisition, token, claim, sinceMillis, client, principal, address);
    }

    static void write(ProtoWriter writer, int field, WaitRecord wait) {
        int mark = writer.size();
        writer.text(8, "address", wait.address(), Limits.MAX_ADDRESS_BYTES);
        writer.text(7, "principal", wait.principal(), Limits.MAX_PRINCIPAL_BYTES);
        writer.text(6, "client", wait.client(), Limits.MAX_NAME_BYTES);
        writer.number(5, wait.sinceMillis());
        LockClaimCodec.write(writer, 4, wait.claim());
        writer.number(3, wait.ticket());
        writer.number(2, wait.acquisition());
        writer.fixed64(1, wait.session());
        writer.message(field, mark);
    }

    static WaitRecord waiter(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        long ticket = 0;
        LockClaim claim = null;
        long sinceMillis = 0;
        String client = "";
        String principal = "";
        String address = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> ticket = reader.int64("ticket");
                case 4 -> claim = reader.message("claim", claim, LockClaimCodec::read);
                case 5 -> sinceMillis = reader.int64("since_millis");
                case 6 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 7 -> principal = reader.text("principal", Limits.MAX_PRINCIPAL_BYTES);
                case 8 -> address = reader.text("address", Limits.MAX_ADDRESS_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (claim == null) {
            throw reader.missing("claim");
        }
        return new WaitRecord(session, acquisition, ticket, claim, sinceMillis, client, principal, address);
    }

    static void write(ProtoWriter writer, int field, ElectionChange change) {
        int mark = writer.size();
        writer.number(11, change.atMillis());
        writer.text(10, "message", change.message(), Limits.MAX_LOCK_WORDS_BYTES);
        writer.number(9, change.end().number());
        LockClaimCodec.writeValue(writer, 8, change.value());
        writer.text(7, "client", change.client(), Limits.MAX_NAME_BYTES);
        writer.text(6, "candidate", change.candidate(), Limits.MAX_LOCK_TEXT_BYTES);
        writer.fixed64(5, change.session());
        writer.number(4, change.token());
        writer.number(3, change.step().number());
        writer.text(2, "election", change.election(), Limits.MAX_LOCK_NAME_BYTES);
        writer.number(1, change.number());
        writer.message(field, mark);
    }

    static ElectionChange change(ProtoReader reader) throws MalformedException {
        long number = 0;
        String election = "";
        ElectionStep step = null;
        long token = 0;
        long session = 0;
        String candidate = "";
        String client = "";
        Bytes value = Bytes.EMPTY;
        LockEnd end = LockEnd.UNKNOWN;
        String message = "";
        long atMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> number = reader.int64("number");
                case 2 -> election = reader.text("election", Limits.MAX_LOCK_NAME_BYTES);
                case 3 -> step = STEPS.read(reader, "step");
                case 4 -> token = reader.int64("token");
                case 5 -> session = reader.fixed64("session");
                case 6 -> candidate = reader.text("candidate", Limits.MAX_LOCK_TEXT_BYTES);
                case 7 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 8 -> value = LockClaimCodec.readValue(reader);
                case 9 -> end = LockClaimCodec.ENDS.read(reader, "end");
                case 10 -> message = reader.text("message", Limits.MAX_LOCK_WORDS_BYTES);
                case 11 -> atMillis = reader.int64("at_millis");
                default -> throw reader.unknownField();
            }
        }
        if (step == null) {
            throw reader.missing("step");
        }
        return new ElectionChange(
                number, election, step, token, session, candidate, client, value, end, message, atMillis);
    }
}
