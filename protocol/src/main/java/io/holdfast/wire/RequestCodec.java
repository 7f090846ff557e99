package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * One operation of a client. What cannot be understood inside an operation whose borders and id are clear becomes {@link
 * Request.Unreadable}; its neighbours are not disturbed.
 */
final class RequestCodec {
    private static final WireEnum<ReadLevel.Kind> LEVELS = WireEnum.of(ReadLevel.Kind.class, kind -> switch (kind) {
        case LINEARIZABLE -> 0;
        case AT_LEAST -> 1;
        case BOUNDED -> 2;
        case LOCAL -> 3;
    });

    private RequestCodec() {}

    static void write(ProtoWriter writer, int field, Request request) {
        int mark = writer.size();
        if (request instanceof Request.Write write) {
            writer.byteField(3, write.command().bytes());
            writer.number(2, write.timeoutMillis());
        } else if (request instanceof Request.WriteOnce once) {
            int command = writer.size();
            SessionCommandWriter.once(writer, once.command().bytes(), once.session(), once.sequence(), once.floor());
            writer.message(3, command);
            writer.number(2, once.timeoutMillis());
        } else if (request instanceof Request.Read read) {
            writeLevel(writer, read.level());
            int query = writer.size();
            QueryCodec.write(writer, read.query());
            writer.message(4, query);
            writer.number(2, read.timeoutMillis());
        } else if (request instanceof Request.Renew renew) {
            write(writer, renew);
            writer.number(2, renew.timeoutMillis());
        } else if (request instanceof Request.TimeToLive life) {
            int content = writer.size();
            writer.bool(2, life.keys());
            writer.number(1, life.lease());
            writer.message(7, content);
            writer.number(2, life.timeoutMillis());
        } else if (request instanceof Request.Follow follow) {
            int content = writer.size();
            writer.fixed64(1, follow.session());
            writer.message(9, content);
            writer.number(2, follow.timeoutMillis());
        } else if (request instanceof Request.Subscribe subscribe) {
            TopicCodec.write(writer, 10, subscribe.topic());
        } else if (request instanceof Request.Unsubscribe unsubscribe) {
            TopicCodec.write(writer, 11, unsubscribe.topic());
        } else if (request instanceof Request.DescribeCluster) {
            writer.message(5, writer.size());
        } else {
            throw new IllegalArgumentException("only a decoder makes " + request);
        }
        writer.number(1, request.id());
        writer.message(field, mark);
    }

    /**
     * Reads one request.
     *
     * @throws MalformedException if it is malformed before its id was read: nobody could be answered
     */
    static Request read(ProtoReader reader) throws MalformedException {
        long id = 0;
        boolean identified = false;
        int timeoutMillis = 0;
        Object kind = null;
        ReadLevel level = null;
        try {
            for (int field = reader.next(); field != 0; field = reader.next()) {
                switch (field) {
                    case 1 -> {
                        id = reader.int64("id");
                        identified = true;
                    }
                    case 2 -> timeoutMillis = reader.notNegative("timeout_millis");
                    case 3 -> {
                        Command decoded = reader.message("command", kind, CommandReader::command);
                        kind = new EncodedCommand(decoded, reader.copyOfLastMessage());
                    }
                    case 4 -> kind = reader.message("query", kind, QueryCodec::read);
                    case 5 -> kind = reader.message("describe_cluster", kind, RequestCodec::readDescribeCluster);
                    case 6 -> kind = reader.message("renew", kind, RequestCodec::readRenew);
                    case 7 -> kind = reader.message("time_to_live", kind, RequestCodec::readTimeToLive);
                    case 8 -> level = reader.message("level", level, RequestCodec::readLevel);
                    case 9 -> kind = reader.message("follow", kind, RequestCodec::readFollow);
                    case 10 -> kind = reader.message("subscribe", kind, RequestCodec::readSubscribe);
                    case 11 -> kind = reader.message("unsubscribe", kind, RequestCodec::readUnsubscribe);
                    default -> throw reader.unknownField();
                }
            }
            if (kind instanceof Query query) {
                return new Request.Read(id, timeoutMillis, query, level == null ? ReadLevel.LINEARIZABLE : level);
            }
            if (level != null) {
                throw reader.broken("level", "stands beside no query");
            }
            if (kind instanceof EncodedCommand command) {
                return new Request.Write(id, timeoutMillis, command);
            }
            if (kind instanceof Request.Renew renew) {
                return new Request.Renew(id, timeoutMillis, renew.leases());
            }
            if (kind instanceof Request.TimeToLive life) {
                return new Request.TimeToLive(id, timeoutMillis, life.lease(), life.keys());
            }
            if (kind instanceof Request.Follow follow) {
                return new Request.Follow(id, timeoutMillis, follow.session());
            }
            if (kind instanceof Request.Subscribe subscribe) {
                return new Request.Subscribe(id, subscribe.topic());
            }
            if (kind instanceof Request.Unsubscribe unsubscribe) {
                return new Request.Unsubscribe(id, unsubscribe.topic());
            }
            if (kind instanceof Request.DescribeCluster) {
                return new Request.DescribeCluster(id);
            }
            throw reader.missing("kind of request");
        } catch (MalformedException e) {
            if (!identified) {
                throw e;
            }
            return new Request.Unreadable(id, e.unsupported(), String.valueOf(e.getMessage()));
        }
    }

    private static Request.DescribeCluster readDescribeCluster(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new Request.DescribeCluster(0);
    }

    private static void write(ProtoWriter writer, Request.Renew renew) {
        if (renew.leases().size() > Limits.MAX_RENEWALS) {
            throw new IllegalArgumentException(
                    renew.leases().size() + " leases in a renewal, at most " + Limits.MAX_RENEWALS + " are allowed");
        }
        int mark = writer.size();
        if (renew.leases().stream().anyMatch(name -> name.epoch() != LeaseName.ANY)) {
            writer.numbers(2, renew.leases().stream().map(LeaseName::epoch).toList());
        }
        writer.numbers(1, renew.leases().stream().map(LeaseName::lease).toList());
        writer.message(6, mark);
    }

    private static Request.Renew readRenew(ProtoReader reader) throws MalformedException {
        List<Long> leases = new ArrayList<>();
        List<Long> epochs = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.numbers("leases", leases, Limits.MAX_RENEWALS);
                case 2 -> reader.numbers("epochs", epochs, Limits.MAX_RENEWALS);
                default -> throw reader.unknownField();
            }
        }
        if (!epochs.isEmpty() && epochs.size() != leases.size()) {
            throw reader.broken("epochs", "has " + epochs.size() + " elements for " + leases.size() + " leases");
        }
        List<LeaseName> names = new ArrayList<>(leases.size());
        for (int i = 0; i < leases.size(); i++) {
            names.add(new LeaseName(leases.get(i), epochs.isEmpty() ? LeaseName.ANY : epochs.get(i)));
        }
        return new Request.Renew(0, 0, names);
    }

    private static Request.TimeToLive readTimeToLive(ProtoReader reader) throws MalformedException {
        long lease = 0;
        boolean keys = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> keys = reader.bool("keys");
                default -> throw reader.unknownField();
            }
        }
        return new Request.TimeToLive(0, 0, lease, keys);
    }

    private static Request.Follow readFollow(ProtoReader reader) throws MalformedException {
        long session = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            session = reader.fixed64("session");
        }
        return new Request.Follow(0, 0, session);
    }

    private static Request.Subscribe readSubscribe(ProtoReader reader) throws MalformedException {
        return new Request.Subscribe(0, TopicCodec.read(reader));
    }

    private static Request.Unsubscribe readUnsubscribe(ProtoReader reader) throws MalformedException {
        return new Request.Unsubscribe(0, TopicCodec.read(reader));
    }

    private static void writeLevel(ProtoWriter writer, ReadLevel level) {
        if (level.kind() != ReadLevel.Kind.LINEARIZABLE) {
            int mark = writer.size();
            writer.number(2, level.bound());
            writer.number(1, LEVELS.number(level.kind()));
            writer.message(8, mark);
        }
    }

    private static ReadLevel readLevel(ProtoReader reader) throws MalformedException {
        ReadLevel.Kind kind = ReadLevel.Kind.LINEARIZABLE;
        long bound = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> kind = LEVELS.read(reader, "kind");
                case 2 -> bound = reader.int64("bound");
                default -> throw reader.unknownField();
            }
        }
        try {
            return new ReadLevel(kind, bound);
        } catch (IllegalArgumentException e) {
            throw reader.broken("bound", "is " + bound + ", which does not go with " + kind);
        }
    }
}
