package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads commands and the operations of transactions. */
final class CommandReader {
    /** The field of the command that holds another, and so may be longer. */
    private static final int ONCE = 12;

    private CommandReader() {}

    static Command command(ProtoReader reader) throws MalformedException {
        reader.refuseLargerThan(Limits.MAX_COMMAND_BYTES + (reader.beginsWith(ONCE) ? Limits.REQUEST_NAME_BYTES : 0));
        reader.allowElements(Limits.MAX_TRANSACTION_ELEMENTS);
        Command command = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            command = field == ONCE
                    ? reader.message("once", command, SessionCommandReader::once)
                    : kind(reader, field, command);
        }
        if (command == null) {
            throw reader.missing("kind of command");
        }
        return command;
    }

    /** A command within a request with a name: none that stands for itself. */
    static Command named(ProtoReader reader) throws MalformedException {
        reader.refuseLargerThan(Limits.MAX_COMMAND_BYTES);
        Command command = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == ONCE) {
                throw reader.broken("once", "may not stand in a request with a name");
            }
            command = kind(reader, field, command);
            if (!SessionCommand.Once.takes(command)) {
                throw MalformedException.broken(
                        reader.place("") + " is a kind of command that may not stand in a request with a name");
            }
        }
        if (command == null) {
            throw reader.missing("kind of command");
        }
        return command;
    }

    /** A command behind guards: a change of keys. */
    static KeyValueCommand behindGuards(ProtoReader reader) throws MalformedException {
        KeyValueCommand command = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == ONCE || field == LockCommandReader.GUARDED) {
                throw reader.broken(field == ONCE ? "once" : "guarded", "may not stand behind guards");
            }
            if (!(kind(reader, field, command) instanceof KeyValueCommand change)) {
                throw MalformedException.broken(
                        reader.place("") + " is a kind of command that may not stand behind guards");
            }
            command = change;
        }
        if (command == null) {
            throw reader.missing("kind of command");
        }
        return command;
    }

    private static Command kind(ProtoReader reader, int field, @Nullable Command before) throws MalformedException {
        return switch (field) {
            case 1 -> reader.message("put", before, CommandReader::put);
            case 2 -> reader.message("delete_range", before, CommandReader::deleteRange);
            case 3 -> reader.message("transaction", before, CommandReader::transaction);
            case 4 -> reader.message("compact", before, CommandReader::compact);
            case 5 -> reader.message("grant_lease", before, LeaseCommandReader::grant);
            case 6 -> reader.message("revoke_lease", before, LeaseCommandReader::revoke);
            case 7 -> reader.message("expire_lease", before, LeaseCommandReader::expire);
            case 8 -> reader.message("checkpoint_leases", before, LeaseCommandReader::checkpoint);
            case 9 -> reader.message("open_session", before, SessionCommandReader::open);
            case 10 -> reader.message("close_session", before, SessionCommandReader::close);
            case 11 -> reader.message("kill_session", before, SessionCommandReader::kill);
            case 13 -> reader.message("resolve", before, SessionCommandReader::resolve);
            case 16 -> reader.message("register", before, CommandReader::register);
            default ->
                field < ConfigCommandReader.FIRST
                        ? LockCommandReader.read(reader, field, before)
                        : ConfigCommandReader.read(reader, field, before);
        };
    }

    private static Transaction transaction(ProtoReader reader) throws MalformedException {
        reader.enterTransaction();
        List<Compare> compares = new ArrayList<>();
        List<Operation> success = new ArrayList<>();
        List<Operation> failure = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("compares", compares, CompareCodec::read);
                case 2 -> reader.element("success", success, CommandReader::operation);
                case 3 -> reader.element("failure", failure, CommandReader::operation);
                default -> throw reader.unknownField();
            }
        }
        return new Transaction(compares, success, failure);
    }

    private static Operation operation(ProtoReader reader) throws MalformedException {
        Operation operation = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            operation = switch (field) {
                case 1 -> reader.message("put", operation, CommandReader::put);
                case 2 -> reader.message("delete_range", operation, CommandReader::deleteRange);
                case 3 -> reader.message("transaction", operation, CommandReader::transaction);
                case 4 -> new Operation.Range(reader.message("range", operation, RangeCodec::readQuery));
                default -> throw reader.unknownField();
            };
        }
        if (operation == null) {
            throw reader.missing("kind of operation");
        }
        return operation;
    }

    private static Put put(ProtoReader reader) throws MalformedException {
        Bytes key = Bytes.EMPTY;
        Bytes value = Bytes.EMPTY;
        long lease = 0;
        boolean previous = false;
        boolean ignoreValue = false;
        boolean ignoreLease = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> key = reader.bytes("key");
                case 2 -> value = reader.bytes("value");
                case 3 -> lease = reader.int64("lease");
                case 4 -> previous = reader.bool("previous");
                case 5 -> ignoreValue = reader.bool("ignore_value");
                case 6 -> ignoreLease = reader.bool("ignore_lease");
                default -> throw reader.unknownField();
            }
        }
        return new Put(key, value, lease, previous, ignoreValue, ignoreLease);
    }

    private static DeleteRange deleteRange(ProtoReader reader) throws MalformedException {
        KeyRange range = null;
        boolean previous = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> range = reader.message("range", range, RangeCodec::readRange);
                case 2 -> previous = reader.bool("previous");
                default -> throw reader.unknownField();
            }
        }
        if (range == null) {
            throw reader.missing("range");
        }
        return new DeleteRange(range, previous);
    }

    private static Compact compact(ProtoReader reader) throws MalformedException {
        long revision = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            revision = reader.int64("revision");
        }
        return new Compact(revision);
    }

    private static MemberCommand.Register register(ProtoReader reader) throws MalformedException {
        String node = "";
        String storage = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> storage = reader.text("storage", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new MemberCommand.Register(node, storage);
    }
}
