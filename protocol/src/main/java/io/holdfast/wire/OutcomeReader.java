package io.holdfast.wire;

import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                default -> kind = ofDomain(reader, field, kind);
            }
        }
        if (kind == null) {
            throw reader.missing("kind of outcome");
        }
        return kind.accept(new AtRevision(revision));
    }

    private static Outcome ofDomain(ProtoReader reader, int field, @Nullable Outcome before) throws MalformedException {
        if (field < LockOutcomeReader.FIRST) {
            return LeaseOutcomeReader.read(reader, field, before);
        }
        return field < ConfigOutcomeReader.FIRST
                ? LockOutcomeReader.read(reader, field, before)
                : ConfigOutcomeReader.read(reader, field, before);
    }

    private static Outcome put(ProtoReader reader) throws MalformedException {
        KeyValue previous = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            previous = reader.message("previous", previous, KeyValueCodec::read);
        }
        return new Outcome.Put(0, previous);
    }

    private static Outcome deleteRange(ProtoReader reader) throws MalformedException {
        long deleted = 0;
        List<KeyValue> previous = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> deleted = reader.int64("deleted");
                case 2 -> reader.element("previous", previous, KeyValueCodec::read);
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
                case 1 -> reader.element("key_values", keyValues, KeyValueCodec::read);
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

    /** A rejection, as yet without its revision. */
    static Outcome.Rejection rejection(ProtoReader reader) throws MalformedException {
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
}
