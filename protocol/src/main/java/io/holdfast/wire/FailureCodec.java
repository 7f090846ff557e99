package io.holdfast.wire;

import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Certainty;
import io.holdfast.model.outcome.Failure.Code;

/** Failures and the leader they may name: {@code outcome.proto}. */
final class FailureCodec {
    private static final WireEnum<Code> CODES = WireEnum.of(Code.class, Code::number);
    private static final WireEnum<Certainty> CERTAINTIES =
            WireEnum.of(Certainty.class, certainty -> switch (certainty) {
                case NOT_APPLIED -> 1;
                case UNKNOWN -> 2;
            });

    private FailureCodec() {}

    static void write(ProtoWriter writer, int field, Failure failure) {
        int mark = writer.size();
        writer.number(5, failure.retryAfterMillis());
        if (failure.leader() != null) {
            write(writer, 4, failure.leader());
        }
        writer.text(3, failure.message());
        writer.number(2, CERTAINTIES.number(failure.certainty()));
        writer.number(1, CODES.number(failure.code()));
        writer.message(field, mark);
    }

    static Failure read(ProtoReader reader) throws MalformedException {
        Code code = null;
        Certainty certainty = null;
        String message = "";
        Leader leader = null;
        long retryAfterMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> code = CODES.read(reader, "code");
                case 2 -> certainty = CERTAINTIES.read(reader, "certainty");
                case 3 -> message = reader.text("message", Integer.MAX_VALUE);
                case 4 -> leader = reader.message("leader", leader, FailureCodec::readLeader);
                case 5 -> retryAfterMillis = reader.int64("retry_after_millis");
                default -> throw reader.unknownField();
            }
        }
        if (code == null) {
            throw reader.missing("code");
        }
        if (certainty == null) {
            throw reader.missing("certainty");
        }
        return new Failure(code, certainty, message, leader, retryAfterMillis);
    }

    static void write(ProtoWriter writer, int field, Leader leader) {
        int mark = writer.size();
        writer.number(3, leader.term());
        writer.text(2, leader.address());
        writer.text(1, leader.node());
        writer.message(field, mark);
    }

    static Leader readLeader(ProtoReader reader) throws MalformedException {
        String node = "";
        String address = "";
        long term = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> address = reader.text("address", Limits.MAX_ADDRESS_BYTES);
                case 3 -> term = reader.int64("term");
                default -> throw reader.unknownField();
            }
        }
        return new Leader(node, address, term);
    }
}
