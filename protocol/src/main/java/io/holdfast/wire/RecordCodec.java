package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionRecord;

/** The elements of lists of leases and sessions. */
final class RecordCodec {
    private RecordCodec() {}

    static void write(ProtoWriter writer, int field, LeaseRecord lease) {
        int mark = writer.size();
        writer.number(6, lease.keys());
        writer.fixed64(5, lease.session());
        writer.number(4, lease.boundMillis());
        writer.number(3, lease.ttlMillis());
        writer.number(2, lease.epoch());
        writer.number(1, lease.lease());
        writer.message(field, mark);
    }

    static LeaseRecord lease(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long epoch = 0;
        long ttlMillis = 0;
        long boundMillis = 0;
        long session = 0;
        int keys = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> epoch = reader.int64("epoch");
                case 3 -> ttlMillis = reader.int64("ttl_millis");
                case 4 -> boundMillis = reader.int64("bound_millis");
                case 5 -> session = reader.fixed64("session");
                case 6 -> keys = reader.int32("keys");
                default -> throw reader.unknownField();
            }
        }
        return new LeaseRecord(lease, epoch, ttlMillis, boundMillis, session, keys);
    }

    static void write(ProtoWriter writer, int field, SessionRecord session) {
        int mark = writer.size();
        writer.number(9, session.graceMillis());
        writer.number(8, session.keys());
        writer.number(7, session.ttlMillis());
        writer.number(6, session.openedMillis());
        writer.text(5, session.address());
        writer.text(4, session.principal());
        writer.text(3, session.client());
        writer.number(2, session.lease());
        writer.fixed64(1, session.session());
        writer.message(field, mark);
    }

    static SessionRecord session(ProtoReader reader) throws MalformedException {
        long session = 0;
        long lease = 0;
        String client = "";
        String principal = "";
        String address = "";
        long openedMillis = 0;
        long ttlMillis = 0;
        long graceMillis = 0;
        int keys = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> lease = reader.int64("lease");
                case 3 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 4 -> principal = reader.text("principal", Limits.MAX_PRINCIPAL_BYTES);
                case 5 -> address = reader.text("address", Limits.MAX_ADDRESS_BYTES);
                case 6 -> openedMillis = reader.int64("opened_millis");
                case 7 -> ttlMillis = reader.int64("ttl_millis");
                case 8 -> keys = reader.int32("keys");
                case 9 -> graceMillis = reader.int64("grace_millis");
                default -> throw reader.unknownField();
            }
        }
        return new SessionRecord(
                session, lease, client, principal, address, openedMillis, ttlMillis, graceMillis, keys);
    }
}
