package io.holdfast.wire;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the outcomes of locks; they have the revision 0 as yet. */
final class LockOutcomeReader {
    /** The first field of a kind of outcome read here. */
    static final int FIRST = 18;

    private LockOutcomeReader() {}

    /** The kind of outcome in {@code field}; {@code before} is the kind that was read already. */
    static Outcome read(ProtoReader reader, int field, @Nullable Outcome before) throws MalformedException {
        return switch (field) {
            case FIRST -> reader.message("lock_granted", before, LockOutcomeReader::granted);
            case 19 -> reader.message("lock_queued", before, LockOutcomeReader::queued);
            case 20 -> reader.message("lock_released", before, LockOutcomeReader::released);
            case 21 -> reader.message("lock_withdrawn", before, LockOutcomeReader::withdrawn);
            case 22 -> reader.message("lock_freed", before, LockOutcomeReader::freed);
            case 23 -> reader.message("permits_set", before, LockOutcomeReader::permitsSet);
            case 24 -> reader.message("lock_held", before, LockOutcomeReader::held);
            case 25 -> reader.message("lock_shown", before, LockOutcomeReader::shown);
            case 26 -> reader.message("locks_listed", before, LockOutcomeReader::listed);
            case 27 -> reader.message("published", before, LockOutcomeReader::published);
            case 28 -> reader.message("election_changes", before, LockOutcomeReader::changes);
            default -> throw reader.unknownField();
        };
    }

    private static Outcome granted(ProtoReader reader) throws MalformedException {
        long token = 0;
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> token = reader.int64("token");
                case 2 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new LockOutcome.Granted(0, token, limit);
    }

    private static Outcome queued(ProtoReader reader) throws MalformedException {
        return new LockOutcome.Queued(0, onlyInt32(reader, "position"));
    }

    private static Outcome released(ProtoReader reader) throws MalformedException {
        long token = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            token = reader.int64("token");
        }
        return new LockOutcome.Released(0, token);
    }

    private static Outcome withdrawn(ProtoReader reader) throws MalformedException {
        int position = 0;
        String holder = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> position = reader.int32("position");
                case 2 -> holder = reader.text("holder", Integer.MAX_VALUE);
                default -> throw reader.unknownField();
            }
        }
        return new LockOutcome.Withdrawn(0, position, holder);
    }

    private static Outcome freed(ProtoReader reader) throws MalformedException {
        return new LockOutcome.Freed(0, onlyInt32(reader, "holds"));
    }

    private static Outcome permitsSet(ProtoReader reader) throws MalformedException {
        return new LockOutcome.PermitsSet(0, onlyInt32(reader, "permits"));
    }

    private static Outcome held(ProtoReader reader) throws MalformedException {
        HoldRecord hold = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            hold = reader.message("hold", hold, LockRecordCodec::hold);
        }
        if (hold == null) {
            throw reader.missing("hold");
        }
        return new LockOutcome.Held(0, hold);
    }

    private static Outcome shown(ProtoReader reader) throws MalformedException {
        LockRecord lock = null;
        List<HoldRecord> holders = new ArrayList<>();
        List<WaitRecord> waiters = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lock = reader.message("lock", lock, LockRecordCodec::lock);
                case 2 -> reader.element("holders", holders, LockRecordCodec::hold);
                case 3 -> reader.element("waiters", waiters, LockRecordCodec::waiter);
                default -> throw reader.unknownField();
            }
        }
        if (lock == null) {
            throw reader.missing("lock");
        }
        return new LockOutcome.Shown(0, lock, holders, waiters);
    }

    private static Outcome listed(ProtoReader reader) throws MalformedException {
        List<LockRecord> locks = new ArrayList<>();
        boolean more = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("locks", locks, LockRecordCodec::lock);
                case 2 -> more = reader.bool("more");
                default -> throw reader.unknownField();
            }
        }
        return new LockOutcome.Listed(0, locks, more);
    }

    private static Outcome published(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new LockOutcome.Published(0);
    }

    private static Outcome changes(ProtoReader reader) throws MalformedException {
        long head = 0;
        boolean missed = false;
        boolean more = false;
        HoldRecord leader = null;
        List<ElectionChange> changes = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> head = reader.int64("head");
                case 2 -> missed = reader.bool("missed");
                case 3 -> more = reader.bool("more");
                case 4 -> leader = reader.message("leader", leader, LockRecordCodec::hold);
                case 5 -> reader.element("changes", changes, LockRecordCodec::change);
                default -> throw reader.unknownField();
            }
        }
        return new LockOutcome.Changes(0, head, missed, more, leader, changes);
    }

    /** Reads a message whose one field is a number. */
    private static int onlyInt32(ProtoReader reader, String name) throws MalformedException {
        int number = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            number = reader.int32(name);
        }
        return number;
    }
}
