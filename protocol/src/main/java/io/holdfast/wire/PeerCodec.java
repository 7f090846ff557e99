package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;

/** Requests and replies between nodes: {@code peer.proto}. */
final class PeerCodec {
    private static final WireEnum<PeerReply.Answer> ANSWERS =
            WireEnum.of(PeerReply.Answer.class, answer -> switch (answer) {
                case EMPTY -> 1;
                case RECORDED -> 2;
                case NO_RECORD -> 3;
                case NOT_READY -> 4;
            });

    private PeerCodec() {}

    static ProtoWriter write(PeerRequest.Identify identify) {
        ProtoWriter writer = new ProtoWriter(128);
        writer.text(3, identify.cluster());
        writer.text(2, identify.storage());
        writer.text(1, identify.node());
        return writer;
    }

    static PeerRequest.Identify identify(ProtoReader reader) throws MalformedException {
        String node = "";
        String storage = "";
        String cluster = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> storage = reader.text("storage", Limits.MAX_NAME_BYTES);
                case 3 -> cluster = reader.text("cluster", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new PeerRequest.Identify(node, storage, cluster);
    }

    static ProtoWriter write(PeerReply.Identified identified) {
        ProtoWriter writer = new ProtoWriter(128);
        writer.text(3, identified.cluster());
        writer.text(2, identified.storage());
        writer.number(1, ANSWERS.number(identified.answer()));
        return writer;
    }

    static PeerReply.Identified identified(ProtoReader reader) throws MalformedException {
        PeerReply.Answer answer = null;
        String storage = "";
        String cluster = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> answer = ANSWERS.read(reader, "answer");
                case 2 -> storage = reader.text("storage", Limits.MAX_NAME_BYTES);
                case 3 -> cluster = reader.text("cluster", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (answer == null) {
            throw reader.missing("answer");
        }
        if ((answer == PeerReply.Answer.RECORDED) == storage.isEmpty()) {
            throw reader.broken("storage", "does not go with the answer " + answer);
        }
        return new PeerReply.Identified(answer, storage, cluster);
    }

    static ProtoWriter write(PeerRequest.Register register) {
        ProtoWriter writer = new ProtoWriter(128);
        writer.text(2, register.storage());
        writer.text(1, register.node());
        return writer;
    }

    static PeerRequest.Register register(ProtoReader reader) throws MalformedException {
        String node = "";
        String storage = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> storage = reader.text("storage", Limits.MAX_NAME_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new PeerRequest.Register(node, storage);
    }

    static ProtoWriter write(PeerReply.Registration registration) {
        ProtoWriter writer = new ProtoWriter(256);
        if (registration instanceof PeerReply.Registered registered) {
            new OutcomeWriter(writer).write(1, registered.outcome());
        } else if (registration instanceof PeerReply.NotRegistered failed) {
            FailureCodec.write(writer, 2, failed.failure());
        }
        return writer;
    }

    static PeerReply.Registration registration(ProtoReader reader) throws MalformedException {
        Outcome outcome = null;
        Failure failure = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            Object before = outcome != null ? outcome : failure;
            switch (field) {
                case 1 -> outcome = reader.message("outcome", before, OutcomeReader::read);
                case 2 -> failure = reader.message("failure", before, FailureCodec::read);
                default -> throw reader.unknownField();
            }
        }
        if (outcome != null) {
            return new PeerReply.Registered(outcome);
        }
        if (failure != null) {
            return new PeerReply.NotRegistered(failure);
        }
        throw reader.missing("kind of registration");
    }

    static ProtoWriter write(PeerRequest.ReadIndex readIndex) {
        ProtoWriter writer = new ProtoWriter(64);
        writer.text(1, readIndex.node());
        return writer;
    }

    static PeerRequest.ReadIndex readIndex(ProtoReader reader) throws MalformedException {
        String node = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            node = reader.text("node", Limits.MAX_NAME_BYTES);
        }
        return new PeerRequest.ReadIndex(node);
    }

    static ProtoWriter write(PeerReply.ReadIndexed indexed) {
        ProtoWriter writer = new ProtoWriter(64);
        if (indexed instanceof PeerReply.Index index) {
            writer.number(1, index.index());
            writer.message(1, 0);
        } else if (indexed instanceof PeerReply.NoIndex failed) {
            FailureCodec.write(writer, 2, failed.failure());
        }
        return writer;
    }

    static PeerReply.ReadIndexed readIndexed(ProtoReader reader) throws MalformedException {
        PeerReply.ReadIndexed reply = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            reply = switch (field) {
                case 1 -> reader.message("index", reply, PeerCodec::index);
                case 2 -> new PeerReply.NoIndex(reader.message("failure", reply, FailureCodec::read));
                default -> throw reader.unknownField();
            };
        }
        if (reply == null) {
            throw reader.missing("kind of reply");
        }
        return reply;
    }

    private static PeerReply.Index index(ProtoReader reader) throws MalformedException {
        long index = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            index = reader.int64("index");
        }
        return new PeerReply.Index(index);
    }
}
