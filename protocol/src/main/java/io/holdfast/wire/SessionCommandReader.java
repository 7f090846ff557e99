package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.SessionCommand;

/** Reads the commands of sessions. */
final class SessionCommandReader {
    private SessionCommandReader() {}

    static SessionCommand.Open open(ProtoReader reader) throws MalformedException {
        long session = 0;
        long ttlMillis = 0;
        String client = "";
        String principal = "";
        String address = "";
        long graceMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> ttlMillis = reader.int64("ttl_millis");
                case 3 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 4 -> principal = reader.text("principal", Limits.MAX_PRINCIPAL_BYTES);
                case 5 -> address = reader.text("address", Limits.MAX_ADDRESS_BYTES);
                case 6 -> graceMillis = reader.int64("grace_millis");
                default -> throw reader.unknownField();
            }
        }
        return new SessionCommand.Open(session, ttlMillis, client, principal, address, graceMillis);
    }

    static SessionCommand.Close close(ProtoReader reader) throws MalformedException {
        long session = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            session = reader.fixed64("session");
        }
        return new SessionCommand.Close(session);
    }

    static SessionCommand.Kill kill(ProtoReader reader) throws MalformedException {
        long session = 0;
        String by = "";
        String why = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                case 3 -> why = reader.text("why", Limits.MAX_WHY_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new SessionCommand.Kill(session, by, why);
    }

    static SessionCommand.Once once(ProtoReader reader) throws MalformedException {
        long session = 0;
        long sequence = 0;
        long floor = 0;
        Command command = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> sequence = reader.int64("sequence");
                case 3 -> floor = reader.int64("floor");
                case 4 -> command = reader.message("command", command, CommandReader::named);
                default -> throw reader.unknownField();
            }
        }
        if (command == null) {
            throw reader.missing("command");
        }
        return new SessionCommand.Once(session, sequence, floor, command);
    }

    static SessionCommand.Resolve resolve(ProtoReader reader) throws MalformedException {
        long session = 0;
        long sequence = 0;
        long floor = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> sequence = reader.int64("sequence");
                case 3 -> floor = reader.int64("floor");
                default -> throw reader.unknownField();
            }
        }
        return new SessionCommand.Resolve(session, sequence, floor);
    }
}
