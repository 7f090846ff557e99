package io.holdfast.wire;

import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the outcomes of leases and sessions; they have the revision 0 as yet. */
final class LeaseOutcomeReader {
    private LeaseOutcomeReader() {}

    /** The kind of outcome in {@code field}; {@code before} is the kind that was read already. */
    static Outcome read(ProtoReader reader, int field, @Nullable Outcome before) throws MalformedException {
        return switch (field) {
            case 8 -> reader.message("lease_granted", before, LeaseOutcomeReader::leaseGranted);
            case 9 -> reader.message("lease_ended", before, LeaseOutcomeReader::leaseEnded);
            case 10 -> reader.message("checkpointed", before, LeaseOutcomeReader::checkpointed);
            case 11 -> reader.message("leases", before, LeaseOutcomeReader::leases);
            case 12 -> reader.message("session_opened", before, LeaseOutcomeReader::sessionOpened);
            case 13 -> reader.message("session_ended", before, LeaseOutcomeReader::sessionEnded);
            case 14 -> reader.message("resolved", before, LeaseOutcomeReader::resolved);
            case 15 -> reader.message("condensed", before, LeaseOutcomeReader::condensed);
            case 17 -> reader.message("sessions", before, LeaseOutcomeReader::sessions);
            default -> throw reader.unknownField();
        };
    }

    private static Outcome leaseGranted(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long ttlMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> ttlMillis = reader.int64("ttl_millis");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.LeaseGranted(0, lease, ttlMillis);
    }

    private static Outcome leaseEnded(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long deleted = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> deleted = reader.int64("deleted");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.LeaseEnded(0, lease, deleted);
    }

    private static Outcome checkpointed(ProtoReader reader) throws MalformedException {
        int changed = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            changed = reader.int32("changed");
        }
        return new Outcome.Checkpointed(0, changed);
    }

    private static Outcome leases(ProtoReader reader) throws MalformedException {
        List<LeaseRecord> leases = new ArrayList<>();
        boolean more = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("leases", leases, RecordCodec::lease);
                case 2 -> more = reader.bool("more");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.Leases(0, leases, more);
    }

    private static Outcome sessionOpened(ProtoReader reader) throws MalformedException {
        long session = 0;
        long lease = 0;
        long epoch = 0;
        long ttlMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> lease = reader.int64("lease");
                case 3 -> ttlMillis = reader.int64("ttl_millis");
                case 4 -> epoch = reader.int64("epoch");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.SessionOpened(0, session, lease, epoch, ttlMillis);
    }

    private static Outcome sessionEnded(ProtoReader reader) throws MalformedException {
        long session = 0;
        long deleted = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> deleted = reader.int64("deleted");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.SessionEnded(0, session, deleted);
    }

    private static Outcome resolved(ProtoReader reader) throws MalformedException {
        Outcome first = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            first = reader.message("first", first, OutcomeReader::read);
        }
        return new Outcome.Resolved(0, first);
    }

    private static Outcome condensed(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new Outcome.Condensed(0);
    }

    private static Outcome sessions(ProtoReader reader) throws MalformedException {
        List<SessionRecord> sessions = new ArrayList<>();
        boolean more = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("sessions", sessions, RecordCodec::session);
                case 2 -> more = reader.bool("more");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.Sessions(0, sessions, more);
    }
}
