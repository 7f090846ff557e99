package io.holdfast.wire;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.query.Query;

/**
 * One operation of a client. What cannot be understood inside an operation whose borders and id are clear becomes {@link
 * Request.Unreadable}; its neighbours are not disturbed.
 */
final class RequestCodec {
    private RequestCodec() {}

    static void write(ProtoWriter writer, int field, Request request) {
        int mark = writer.size();
        if (request instanceof Request.Write write) {
            writer.byteField(3, write.command().bytes());
            writer.number(2, write.timeoutMillis());
        } else if (request instanceof Request.Read read) {
            int query = writer.size();
            QueryCodec.write(writer, read.query());
            writer.message(4, query);
            writer.number(2, read.timeoutMillis());
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
        EncodedCommand command = null;
        Query query = null;
        Object describe = null;
        try {
            for (int field = reader.next(); field != 0; field = reader.next()) {
                Object before = command != null ? command : query != null ? query : describe;
                switch (field) {
                    case 1 -> {
                        id = reader.int64("id");
                        identified = true;
                    }
                    case 2 -> timeoutMillis = reader.notNegative("timeout_millis");
                    case 3 -> {
                        Command decoded = reader.message("command", before, CommandReader::command);
                        command = new EncodedCommand(decoded, reader.copyOfLastMessage());
                    }
                    case 4 -> query = reader.message("query", before, QueryCodec::read);
                    case 5 -> describe = reader.message("describe_cluster", before, ProtoReader::expectNothing);
                    default -> throw reader.unknownField();
                }
            }
            if (command != null) {
                return new Request.Write(id, timeoutMillis, command);
            }
            if (query != null) {
                return new Request.Read(id, timeoutMillis, query);
            }
            if (describe != null) {
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
}
