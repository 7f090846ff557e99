package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the commands of locks. */
final class LockCommandReader {
    /** The field of the command that holds another behind guards. */
    static final int GUARDED = 22;

    private LockCommandReader() {}

    /** The kind of command in {@code field}; {@code before} is the kind that was read already. */
    static Command read(ProtoReader reader, int field, @Nullable Command before) throws MalformedException {
        return switch (field) {
            case 14 -> reader.message("acquire_lock", before, LockCommandReader::acquire);
            case 15 -> reader.message("release_lock", before, LockCommandReader::release);
            case 17 -> reader.message("withdraw_lock", before, LockCommandReader::withdraw);
            case 18 -> reader.message("revoke_lock", before, LockCommandReader::revoke);
            case 19 -> reader.message("set_permits", before, LockCommandReader::setPermits);
            case 20 -> reader.message("end_hold", before, LockCommandReader::endHold);
            case 21 -> reader.message("end_delay", before, LockCommandReader::endDelay);
            case GUARDED -> reader.message("guarded", before, LockCommandReader::guarded);
            case 23 -> reader.message("publish", before, LockCommandReader::publish);
            default -> throw reader.unknownField();
        };
    }

    private static LockCommand acquire(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        String name = "";
        LockClaim claim = null;
        boolean queue = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> name = LockClaimCodec.readName(reader);
                case 4 -> claim = reader.message("claim", claim, LockClaimCodec::read);
                case 5 -> queue = reader.bool("queue");
                default -> throw reader.unknownField();
            }
        }
        if (claim == null) {
            throw reader.missing("claim");
        }
        return new LockCommand.Acquire(session, acquisition, name, claim, queue);
    }

    private static LockCommand release(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        String name = "";
        String successor = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> name = LockClaimCodec.readName(reader);
                case 4 -> successor = reader.text("successor", Limits.MAX_LOCK_TEXT_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.Release(session, acquisition, name, successor);
    }

    private static LockCommand withdraw(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        String name = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> name = LockClaimCodec.readName(reader);
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.Withdraw(session, acquisition, name);
    }

    private static LockCommand revoke(ProtoReader reader) throws MalformedException {
        String name = "";
        long token = 0;
        String by = "";
        String why = "";
        String successor = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> token = reader.int64("token");
                case 3 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                case 4 -> why = reader.text("why", Limits.MAX_WHY_BYTES);
                case 5 -> successor = reader.text("successor", Limits.MAX_LOCK_TEXT_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.Revoke(name, token, by, why, successor);
    }

    private static LockCommand publish(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        String name = "";
        Bytes value = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> name = LockClaimCodec.readName(reader);
                case 4 -> value = LockClaimCodec.readValue(reader);
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.Publish(session, acquisition, name, value);
    }

    private static LockCommand setPermits(ProtoReader reader) throws MalformedException {
        String name = "";
        int permits = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> permits = reader.int32("permits");
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.SetPermits(name, permits);
    }

    private static LockCommand endHold(ProtoReader reader) throws MalformedException {
        String name = "";
        long token = 0;
        long term = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> token = reader.int64("token");
                case 3 -> term = reader.int64("term");
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.EndHold(name, token, term);
    }

    private static LockCommand endDelay(ProtoReader reader) throws MalformedException {
        String name = "";
        long token = 0;
        long term = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> token = reader.int64("token");
                case 3 -> term = reader.int64("term");
                default -> throw reader.unknownField();
            }
        }
        return new LockCommand.EndDelay(name, token, term);
    }

    private static LockCommand guarded(ProtoReader reader) throws MalformedException {
        List<LockGuard> guards = new ArrayList<>(1);
        KeyValueCommand command = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("guards", guards, Limits.MAX_GUARDS, LockCommandReader::guard);
                case 2 -> command = reader.message("command", command, CommandReader::behindGuards);
                default -> throw reader.unknownField();
            }
        }
        if (command == null) {
            throw reader.missing("command");
        }
        return new LockCommand.Guarded(guards, command);
    }

    private static LockGuard guard(ProtoReader reader) throws MalformedException {
        String name = "";
        long token = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> token = reader.int64("token");
                default -> throw reader.unknownField();
            }
        }
        return new LockGuard(name, token);
    }
}
