package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads outcomes. The revision stands beside the kind in the message, and may follow it: kinds are read with revision 0
 * and get theirs at the end.
 */
final class OutcomeReader {
    private static final WireEnum<Reason> REASONS = WireEnum.of(Reason.class, Reason::number);

    private OutcomeReader() {}

    static Outcome read(ProtoReader reader) throws MalformedException {
        long revision = 0;
        Outcome kind = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> revision = reader.int64("revision");
                case 2 -> kind = reader.message("put", kind, OutcomeReader::put);
                case 3 -> kind = reader.message("delete_range", kind, OutcomeReader::deleteRange);
                case 4 -> kind = reader.message("range", kind, OutcomeReader::range);
                case 5 -> kind = reader.message("transaction", kind, OutcomeReader::transaction);
                case 6 -> kind = reader.message("compact", kind, OutcomeReader::compact);
                case 7 -> kind = reader.message("rejection", kind, OutcomeReader::rejection);
                case 16 -> kind = reader.message("registered", kind, OutcomeReader::registered);
                default -> throw reader.unknownField();
            }
        }
        if (kind == null) {
            throw reader.missing("kind of outcome");
        }
        return kind.accept(new AtRevision(revision));
    }

    private static Outcome put(ProtoReader reader) throws MalformedException {
        KeyValue previous = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            previous = reader.message("previous", previous, OutcomeReader::keyValue);
        }
        return new Outcome.Put(0, previous);
    }

    private static Outcome deleteRange(ProtoReader reader) throws MalformedException {
        long deleted = 0;
        List<KeyValue> previous = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> deleted = reader.int64("deleted");
                case 2 -> reader.element("previous", previous, OutcomeReader::keyValue);
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.DeleteRange(0, deleted, previous);
    }

    private static Outcome range(ProtoReader reader) throws MalformedException {
        List<KeyValue> keyValues = new ArrayList<>();
        boolean more = false;
        long count = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("key_values", keyValues, OutcomeReader::keyValue);
                case 2 -> more = reader.bool("more");
                case 3 -> count = reader.int64("count");
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.Range(0, keyValues, more, count);
    }

    private static Outcome transaction(ProtoReader reader) throws MalformedException {
        reader.enterTransaction();
        boolean succeeded = false;
        List<Outcome> responses = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> succeeded = reader.bool("succeeded");
                case 2 -> reader.element("responses", responses, OutcomeReader::read);
                default -> throw reader.unknownField();
            }
        }
        return new Outcome.Transaction(0, succeeded, responses);
    }

    private static Outcome compact(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new Outcome.Compact(0);
    }

    private static Outcome registered(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new Outcome.Registered(0);
    }

    private static Outcome rejection(ProtoReader reader) throws MalformedException {
        Reason reason = null;
        String message = "";
        long bound = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reason = REASONS.read(reader, "reason");
                case 2 -> message = reader.text("message", Integer.MAX_VALUE);
                case 3 -> bound = reader.int64("bound");
                default -> throw reader.unknownField();
            }
        }
        if (reason == null) {
            throw reader.missing("reason");
        }
        return new Outcome.Rejection(0, reason, message, bound);
    }

    private static KeyValue keyValue(ProtoReader reader) throws MalformedException {
        Bytes key = Bytes.EMPTY;
        Bytes value = Bytes.EMPTY;
        long createRevision = 0;
        long modRevision = 0;
        long version = 0;
        long lease = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> key = reader.bytes("key");
                case 2 -> value = reader.bytes("value");
                case 3 -> createRevision = reader.int64("create_revision");
                case 4 -> modRevision = reader.int64("mod_revision");
                case 5 -> version = reader.int64("version");
                case 6 -> lease = reader.int64("lease");
                default -> throw reader.unknownField();
            }
        }
        return new KeyValue(key, value, createRevision, modRevision, version, lease);
    }

    /** The same outcome with its revision. */
    private record AtRevision(long revision) implements Outcome.Handler<Outcome> {
        @Override
        public Outcome put(Outcome.Put outcome) {
            return new Outcome.Put(revision, outcome.previous());
        }

        @Override
        public Outcome deleteRange(Outcome.DeleteRange outcome) {
            return new Outcome.DeleteRange(revision, outcome.deleted(), outcome.previous());
        }

        @Override
        public Outcome range(Outcome.Range outcome) {
            return new Outcome.Range(revision, outcome.keyValues(), outcome.more(), outcome.count());
        }

        @Override
        public Outcome transaction(Outcome.Transaction outcome) {
            return new Outcome.Transaction(revision, outcome.succeeded(), outcome.responses());
        }

        @Override
        public Outcome compact(Outcome.Compact outcome) {
            return new Outcome.Compact(revision);
        }

        @Override
        public Outcome registered(Outcome.Registered outcome) {
            return new Outcome.Registered(revision);
        }

        @Override
        public Outcome rejection(Outcome.Rejection outcome) {
            return new Outcome.Rejection(revision, outcome.reason(), outcome.message(), outcome.bound());
        }

        @Override
        public Outcome leaseGranted(Outcome.LeaseGranted x) {
            throw new UnsupportedOperationException("leaseGranted");
        }

        @Override
        public Outcome leaseEnded(Outcome.LeaseEnded x) {
            throw new UnsupportedOperationException("leaseEnded");
        }

        @Override
        public Outcome checkpointed(Outcome.Checkpointed x) {
            throw new UnsupportedOperationException("checkpointed");
        }

        @Override
        public Outcome leases(Outcome.Leases x) {
            throw new UnsupportedOperationException("leases");
        }

        @Override
        public Outcome sessionOpened(Outcome.SessionOpened x) {
            throw new UnsupportedOperationException("sessionOpened");
        }

        @Override
        public Outcome sessionEnded(Outcome.SessionEnded x) {
            throw new UnsupportedOperationException("sessionEnded");
        }

        @Override
        public Outcome resolved(Outcome.Resolved x) {
            throw new UnsupportedOperationException("resolved");
        }

        @Override
        public Outcome condensed(Outcome.Condensed x) {
            throw new UnsupportedOperationException("condensed");
        }

        @Override
        public Outcome sessions(Outcome.Sessions x) {
            throw new UnsupportedOperationException("sessions");
        }
    }
}
