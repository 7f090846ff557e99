package io.holdfast.wire;

import io.holdfast.model.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a client sends: {@code ClientFrame} of {@code session.proto}. */
final class ClientFrameCodec {
    private ClientFrameCodec() {}

    static ProtoWriter write(ClientFrame frame) {
        if (frame instanceof ClientFrame.Hello hello) {
            return write(hello);
        }
        if (frame instanceof ClientFrame.Requests requests) {
            return write(requests.requests());
        }
        if (frame instanceof ClientFrame.Watches watches) {
            return writeWatches(watches.requests());
        }
        throw new IllegalArgumentException("only a decoder makes " + frame);
    }

    static ClientFrame read(ProtoReader reader) throws MalformedException {
        ClientFrame frame = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            frame = switch (field) {
                case 1 -> reader.message("hello", frame, ClientFrameCodec::readHello);
                case 2 -> reader.message("requests", frame, ClientFrameCodec::readRequests);
                case 3 -> reader.message("watches", frame, ClientFrameCodec::readWatches);
                default -> throw reader.unknownField();
            };
        }
        if (frame == null) {
            throw reader.missing("kind of frame");
        }
        return frame;
    }

    /** Writes feature names in their order, so that equal frames have equal bytes. */
    static void writeFeatures(ProtoWriter writer, int field, Set<String> features) {
        for (String feature : new TreeSet<>(features).descendingSet()) {
            writer.element(field, feature);
        }
    }

    static void readFeature(ProtoReader reader, Set<String> features) throws MalformedException {
        String feature = reader.text("features", Limits.MAX_NAME_BYTES);
        if (features.size() == Limits.MAX_FEATURES) {
            throw reader.broken("features", "has more than " + Limits.MAX_FEATURES + " names");
        }
        features.add(feature);
    }

    private static ProtoWriter write(ClientFrame.Hello hello) {
        ProtoWriter writer = new ProtoWriter(256);
        writeFeatures(writer, 5, hello.features());
        writer.text(4, hello.clientVersion());
        writer.text(3, hello.client());
        writer.number(2, hello.maxVersion());
        writer.number(1, hello.minVersion());
        writer.message(1, 0);
        return writer;
    }

    private static ProtoWriter write(List<Request> requests) {
        long bound = SizeBound.ENVELOPE;
        for (Request request : requests) {
            bound += WireCodec.sizeBound(request);
        }
        ProtoWriter writer = new ProtoWriter((int) Math.min(bound, Limits.MAX_FRAME_BYTES));
        for (int i = requests.size() - 1; i >= 0; i--) {
            RequestCodec.write(writer, 1, requests.get(i));
        }
        writer.message(2, 0);
        return writer;
    }

    private static ProtoWriter writeWatches(List<WatchRequest> requests) {
        if (requests.size() > Limits.MAX_WATCHES) {
            throw new IllegalArgumentException(
                    requests.size() + " requests in a frame, at most " + Limits.MAX_WATCHES + " are allowed");
        }
        long bound = SizeBound.ENVELOPE;
        for (WatchRequest request : requests) {
            bound += WireCodec.sizeBound(request);
        }
        ProtoWriter writer = new ProtoWriter((int) Math.min(bound, Limits.MAX_FRAME_BYTES));
        for (int i = requests.size() - 1; i >= 0; i--) {
            WatchRequestCodec.write(writer, 1, requests.get(i));
        }
        writer.message(3, 0);
        return writer;
    }

    private static ClientFrame.Hello readHello(ProtoReader reader) throws MalformedException {
        int minVersion = 0;
        int maxVersion = 0;
        String client = "";
        String clientVersion = "";
        Set<String> features = new TreeSet<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> minVersion = reader.int32("min_version");
                case 2 -> maxVersion = reader.int32("max_version");
                case 3 -> client = reader.text("client", Limits.MAX_NAME_BYTES);
                case 4 -> clientVersion = reader.text("client_version", Limits.MAX_NAME_BYTES);
                case 5 -> readFeature(reader, features);
                default -> reader.skip();
            }
        }
        return new ClientFrame.Hello(minVersion, maxVersion, client, clientVersion, features);
    }

    private static ClientFrame.Requests readRequests(ProtoReader reader) throws MalformedException {
        List<Request> requests = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("", requests, Limits.MAX_FRAME_REQUESTS, RequestCodec::read);
        }
        return new ClientFrame.Requests(requests);
    }

    private static ClientFrame.Watches readWatches(ProtoReader reader) throws MalformedException {
        List<WatchRequest> requests = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("", requests, Limits.MAX_WATCHES, WatchRequestCodec::read);
        }
        return new ClientFrame.Watches(requests);
    }
}
