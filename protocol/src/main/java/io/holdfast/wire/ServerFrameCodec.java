package io.holdfast.wire;

import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.watch.WatchPush;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a server sends: {@code ServerFrame} of {@code session.proto}. */
final class ServerFrameCodec {
    /** More list elements than a frame of legal size with legal keys can hold in practice. */
    private static final int MAX_ELEMENTS = 1 << 20;

    private ServerFrameCodec() {}

    static ProtoWriter write(ServerFrame frame) {
        if (frame instanceof ServerFrame.Results results) {
            return write(results.results());
        }
        if (frame instanceof ServerFrame.Watched watched) {
            return writeWatched(watched.pushes());
        }
        if (frame instanceof ServerFrame.Locked locked) {
            return writeLocked(locked.pushes());
        }
        if (frame instanceof ServerFrame.Noticed noticed) {
            return writeNoticed(noticed.topics());
        }
        ProtoWriter writer = new ProtoWriter(256);
        if (frame instanceof ServerFrame.Hello hello) {
            writeHello(writer, hello);
            writer.message(1, 0);
        } else if (frame instanceof ServerFrame.Credit credit) {
            writer.number(1, credit.credit());
            writer.message(3, 0);
        } else if (frame instanceof ServerFrame.LeaderChanged changed) {
            writeLeader(writer, 1, changed.leader());
            writer.message(4, 0);
        } else if (frame instanceof ServerFrame.GoAway goAway) {
            writer.text(1, goAway.why());
            writer.message(5, 0);
        }
        return writer;
    }

    static ServerFrame read(ProtoReader reader) throws MalformedException {
        reader.allowElements(MAX_ELEMENTS);
        ServerFrame frame = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            frame = switch (field) {
                case 1 -> reader.message("hello", frame, ServerFrameCodec::readHello);
                case 2 -> reader.message("results", frame, ServerFrameCodec::readResults);
                case 3 -> reader.message("credit", frame, ServerFrameCodec::readCredit);
                case 4 -> reader.message("leader_changed", frame, ServerFrameCodec::readLeaderChanged);
                case 5 -> reader.message("go_away", frame, ServerFrameCodec::readGoAway);
                case 6 -> reader.message("watched", frame, ServerFrameCodec::readWatched);
                case 7 -> reader.message("locked", frame, ServerFrameCodec::readLocked);
                case 8 -> reader.message("noticed", frame, ServerFrameCodec::readNoticed);
                default -> throw reader.unknownField();
            };
        }
        if (frame == null) {
            throw reader.missing("kind of frame");
        }
        return frame;
    }

    static void writeLeader(ProtoWriter writer, int field, @Nullable Leader leader) {
        if (leader != null) {
            FailureCodec.write(writer, field, leader);
        }
    }

    private static ProtoWriter write(List<Result> results) {
        long bound = SizeBound.ENVELOPE;
        for (Result result : results) {
            bound += WireCodec.sizeBound(result);
        }
        ProtoWriter writer = new ProtoWriter((int) Math.min(bound, Limits.MAX_FRAME_BYTES));
        for (int i = results.size() - 1; i >= 0; i--) {
            ResultCodec.write(writer, 1, results.get(i));
        }
        writer.message(2, 0);
        return writer;
    }

    private static ProtoWriter writeWatched(List<WatchPush> pushes) {
        long bound = SizeBound.ENVELOPE;
        WatchPush before = null;
        for (WatchPush push : pushes) {
            bound += FrameBound.of(push, before);
            before = push;
        }
        ProtoWriter writer = new ProtoWriter((int) Math.min(bound, Limits.MAX_FRAME_BYTES));
        for (int i = pushes.size() - 1; i >= 0; i--) {
            WatchPushCodec.write(writer, 1, pushes.get(i), i == 0 ? null : pushes.get(i - 1));
        }
        writer.message(6, 0);
        return writer;
    }

    private static ServerFrame.Watched readWatched(ProtoReader reader) throws MalformedException {
        List<WatchPush> pushes = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            WatchPush before = pushes.isEmpty() ? null : pushes.get(pushes.size() - 1);
            reader.element("", pushes, push -> WatchPushCodec.read(push, before));
        }
        return new ServerFrame.Watched(pushes);
    }

    private static ProtoWriter writeLocked(List<LockPush> pushes) {
        long bound = SizeBound.ENVELOPE;
        for (LockPush push : pushes) {
            bound += FrameBound.of(push);
        }
        ProtoWriter writer = new ProtoWriter((int) Math.min(bound, Limits.MAX_FRAME_BYTES));
        for (int i = pushes.size() - 1; i >= 0; i--) {
            LockPushCodec.write(writer, 1, pushes.get(i));
        }
        writer.message(7, 0);
        return writer;
    }

    private static ServerFrame.Locked readLocked(ProtoReader reader) throws MalformedException {
        List<LockPush> pushes = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("", pushes, LockPushCodec::read);
        }
        return new ServerFrame.Locked(pushes);
    }

    private static ProtoWriter writeNoticed(List<Topic> topics) {
        long bound = SizeBound.ENVELOPE;
        for (Topic topic : topics) {
            bound += FrameBound.of(topic);
        }
        ProtoWriter writer = new ProtoWriter((int) Math.min(bound, Limits.MAX_FRAME_BYTES));
        for (int i = topics.size() - 1; i >= 0; i--) {
            TopicCodec.write(writer, 1, topics.get(i));
        }
        writer.message(8, 0);
        return writer;
    }

    private static ServerFrame.Noticed readNoticed(ProtoReader reader) throws MalformedException {
        List<Topic> topics = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("", topics, TopicCodec::read);
        }
        return new ServerFrame.Noticed(topics);
    }

    private static void writeHello(ProtoWriter writer, ServerFrame.Hello hello) {
        writeLeader(writer, 7, hello.leader());
        writer.number(6, hello.credit());
        ClientFrameCodec.writeFeatures(writer, 5, hello.features());
        writer.text(4, hello.node());
        writer.text(3, hello.cluster());
        writer.text(2, hello.serverVersion());
        writer.number(1, hello.version());
    }

    private static ServerFrame.Hello readHello(ProtoReader reader) throws MalformedException {
        int version = 0;
        String serverVersion = "";
        String cluster = "";
        String node = "";
        Set<String> features = new TreeSet<>();
        int credit = 0;
        Leader leader = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> version = reader.int32("version");
                case 2 -> serverVersion = reader.text("server_version", Limits.MAX_NAME_BYTES);
                case 3 -> cluster = reader.text("cluster", Limits.MAX_NAME_BYTES);
                case 4 -> node = reader.text("node", Limits.MAX_NAME_BYTES);
                case 5 -> ClientFrameCodec.readFeature(reader, features);
                case 6 -> credit = reader.notNegative("credit");
                case 7 -> leader = reader.message("leader", leader, FailureCodec::readLeader);
                default -> reader.skip();
            }
        }
        return new ServerFrame.Hello(version, serverVersion, cluster, node, features, credit, leader);
    }

    private static ServerFrame.Results readResults(ProtoReader reader) throws MalformedException {
        List<Result> results = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("", results, ResultCodec::read);
        }
        return new ServerFrame.Results(results);
    }

    private static ServerFrame.Credit readCredit(ProtoReader reader) throws MalformedException {
        int credit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            credit = reader.notNegative("credit");
        }
        if (credit == 0) {
            throw reader.broken("credit", "is 0");
        }
        return new ServerFrame.Credit(credit);
    }

    private static ServerFrame.LeaderChanged readLeaderChanged(ProtoReader reader) throws MalformedException {
        Leader leader = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            leader = reader.message("leader", leader, FailureCodec::readLeader);
        }
        return new ServerFrame.LeaderChanged(leader);
    }

    private static ServerFrame.GoAway readGoAway(ProtoReader reader) throws MalformedException {
        String why = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            why = reader.text("why", Integer.MAX_VALUE);
        }
        return new ServerFrame.GoAway(why);
    }
}
