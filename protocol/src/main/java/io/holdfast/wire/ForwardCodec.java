package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import java.util.ArrayList;
import java.util.List;

/** What a node that does not lead hands on, and the answers: {@code peer.proto}. */
final class ForwardCodec {
    private ForwardCodec() {}

    static ProtoWriter write(PeerRequest.Propose propose) {
        ProtoWriter writer = new ProtoWriter(propose.entry().size() + 64);
        writer.byteField(2, propose.entry());
        writer.text(1, propose.node());
        return writer;
    }

    static PeerRequest.Propose propose(ProtoReader reader) throws MalformedException {
        String node = "";
        Bytes entry = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> entry = reader.bytes("entry");
                default -> throw reader.unknownField();
            }
        }
        return new PeerRequest.Propose(node, entry);
    }

    static ProtoWriter write(PeerReply.Proposed proposed) {
        ProtoWriter writer = new ProtoWriter(64);
        if (proposed instanceof PeerReply.NotAccepted refused) {
            FailureCodec.write(writer, 2, refused.failure());
        } else {
            writer.message(1, 0);
        }
        return writer;
    }

    static PeerReply.Proposed proposed(ProtoReader reader) throws MalformedException {
        PeerReply.Proposed reply = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            reply = switch (field) {
                case 1 -> reader.message("accepted", reply, ForwardCodec::accepted);
                case 2 -> new PeerReply.NotAccepted(reader.message("failure", reply, FailureCodec::read));
                default -> throw reader.unknownField();
            };
        }
        if (reply == null) {
            throw reader.missing("kind of reply");
        }
        return reply;
    }

    private static PeerReply.Proposed accepted(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new PeerReply.Accepted();
    }

    static ProtoWriter write(PeerRequest.AskLeases ask) {
        ProtoWriter writer = new ProtoWriter(256);
        for (int i = ask.requests().size() - 1; i >= 0; i--) {
            RequestCodec.write(writer, 2, ask.requests().get(i));
        }
        writer.text(1, ask.node());
        return writer;
    }

    static PeerRequest.AskLeases askLeases(ProtoReader reader) throws MalformedException {
        String node = "";
        List<Request> requests = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 2 -> reader.element("requests", requests, PeerRequest.AskLeases.MAX_REQUESTS, RequestCodec::read);
                default -> throw reader.unknownField();
            }
        }
        return new PeerRequest.AskLeases(node, requests);
    }

    static ProtoWriter write(PeerReply.LeasesTold told) {
        ProtoWriter writer = new ProtoWriter(256);
        for (int i = told.results().size() - 1; i >= 0; i--) {
            ResultCodec.write(writer, 1, told.results().get(i));
        }
        return writer;
    }

    static PeerReply.LeasesTold leasesTold(ProtoReader reader) throws MalformedException {
        List<Result> results = new ArrayList<>();
        reader.allowElements(Limits.MAX_FRAME_BYTES);
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("results", results, PeerRequest.AskLeases.MAX_REQUESTS, ResultCodec::read);
        }
        return new PeerReply.LeasesTold(results);
    }
}
