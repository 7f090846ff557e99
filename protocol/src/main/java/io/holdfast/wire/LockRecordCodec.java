package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;

/** The elements of lists of locks: {@code lock.proto}. */
final class LockRecordCodec {
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
}
