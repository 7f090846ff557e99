package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.storage.LogCodec;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * The Ratis log as the proposer's {@link ReplicatedLog}.
 *
 * <p>Requests go straight to the division, which appends on the calling thread: {@code RaftServer} would hop to a pool
 * and block the caller all the same. Every process start draws a fresh client id, so that Ratis' retry cache never takes
 * a new entry for an old one.
 */
final class RatisLog implements ReplicatedLog {
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final Leadership leadership;
    private final Supplier<RaftServer.@Nullable Division> division;

    RatisLog(Leadership leadership, Supplier<RaftServer.@Nullable Division> division) {
        this.leadership = leadership;
        this.division = division;
    }

    @Override
    public @Nullable Failure refusal() {
        return leadership.refusal();
    }

    @Override
    public void append(LogEntry entry, Sink sink) {
        RaftServer.Division current = division.get();
        if (!(current instanceof RaftClientAsynchronousProtocol target)) {
            sink.gaveUp(entry, "the node has not started");
            return;
        }
        try {
            target.submitClientRequestAsync(request(current, entry))
                    .whenComplete((reply, thrown) -> settle(entry, reply, thrown, sink));
        } catch (IOException | RuntimeException e) {
            // Ratis throws some refusals instead of completing the future with them (a closing division, for one).
            sink.gaveUp(entry, e.toString());
        }
    }

    private RaftClientRequest request(RaftServer.Division current, LogEntry entry) {
        byte[] bytes = LogCodec.encode(
                entry.batch().timestampMillis(), entry.batch().incarnation(), entry.number(), entry.commands());
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(current.getId())
                .setGroupId(current.getMemberId().getGroupId())
                .setCallId(calls.incrementAndGet())
                .setMessage(new EntryMessage(UnsafeByteOperations.unsafeWrap(bytes), entry))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }

    /** Runs on a Ratis thread: hands failures on and does nothing else. Success comes from the state machine. */
    private static void settle(LogEntry entry, @Nullable RaftClientReply reply, @Nullable Throwable thrown, Sink sink) {
        if (thrown != null) {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            sink.gaveUp(entry, cause.toString());
        } else if (reply != null && !reply.isSuccess()) {
            sink.gaveUp(entry, String.valueOf(reply.getException()));
        }
    }

    /**
     * A request's message that still knows the entry it was made from, so that the leader need not decode it.
     *
     * @param content the encoded entry
     * @param entry the entry
     */
    record EntryMessage(ByteString content, LogEntry entry) implements Message {
        @Override
        public ByteString getContent() {
            return content;
        }
    }
}
