package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import java.util.ArrayList;
import java.util.List;

/** Reads commands and the operations of transactions. */
final class CommandReader {
    private CommandReader() {}

    static Command command(ProtoReader reader) throws MalformedException {
        reader.refuseLargerThan(Limits.MAX_COMMAND_BYTES);
        reader.allowElements(Limits.MAX_TRANSACTION_ELEMENTS);
        Command command = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            command = switch (field) {
                case 1 -> reader.message("put", command, CommandReader::put);
                case 2 -> reader.message("delete_range", command, CommandReader::deleteRange);
                case 3 -> reader.message("transaction", command, CommandReader::transaction);
                case 4 -> reader.message("compact", command, CommandReader::compact);
                case 16 -> reader.message("register", command, CommandReader::register);
                default -> throw reader.unknownField();
            };
        }
        if (command == null) {
            throw reader.missing("kind of command");
        }
        return command;
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
