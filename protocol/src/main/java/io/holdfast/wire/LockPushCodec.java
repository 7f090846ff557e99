package io.holdfast.wire;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockPush;

/** What a node pushes to the owner of a session about its locks: {@code lock.proto}. */
final class LockPushCodec {
    private LockPushCodec() {}

    static void write(ProtoWriter writer, int field, LockPush push) {
        int mark = writer.size();
        if (push instanceof LockPush.Granted granted) {
            writer.number(3, granted.token());
            writer.number(2, granted.acquisition());
            writer.fixed64(1, granted.session());
            writer.message(1, mark);
        } else if (push instanceof LockPush.Ended ended) {
            writer.text(5, ended.message());
            writer.number(4, ended.end().number());
            writer.number(3, ended.token());
            writer.number(2, ended.acquisition());
            writer.fixed64(1, ended.session());
            writer.message(2, mark);
        } else {
            writer.fixed64(1, push.session());
            writer.message(3, mark);
        }
        writer.message(field, mark);
    }

    static LockPush read(ProtoReader reader) throws MalformedException {
        LockPush push = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            push = switch (field) {
                case 1 -> reader.message("granted", push, LockPushCodec::granted);
                case 2 -> reader.message("ended", push, LockPushCodec::ended);
                case 3 -> reader.message("missed", push, LockPushCodec::missed);
                default -> throw reader.unknownField();
            };
        }
        if (push == null) {
            throw reader.missing("kind of push");
        }
        return push;
    }

    private static LockPush granted(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        long token = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> token = reader.int64("token");
                default -> throw reader.unknownField();
            }
        }
        return new LockPush.Granted(session, acquisition, token);
    }

    private static LockPush ended(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        long token = 0;
        LockEnd end = LockEnd.UNKNOWN;
        String message = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> token = reader.int64("token");
                case 4 -> end = LockClaimCodec.ENDS.read(reader, "end");
                case 5 -> message = reader.text("message", Integer.MAX_VALUE);
                default -> throw reader.unknownField();
            }
        }
        return new LockPush.Ended(session, acquisition, token, end, message);
    }

    private static LockPush missed(ProtoReader reader) throws MalformedException {
        long session = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            session = reader.fixed64("session");
        }
        return new LockPush.Missed(session);
    }
}
