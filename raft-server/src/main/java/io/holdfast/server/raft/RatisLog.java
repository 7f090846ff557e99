package io.holdfast.server.raft;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Failure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
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
 * Appends to this node's Ratis log, while it leads.
 *
 * <p>Requests go straight to the division, which appends on the calling thread: {@code RaftServer} would hop to a pool
 * and block the caller all the same. Every process start draws a fresh client id, so that Ratis' retry cache never takes
 * a new entry for an old one: an entry that is sent again is a new one to Ratis.
 */
final class RatisLog implements LocalLog {
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final Leadership leadership;
    private final Supplier<RaftServer.@Nullable Division> division;

    RatisLog(Leadership leadership, Supplier<RaftServer.@Nullable Division> division) {
        this.leadership = leadership;
        this.division = division;
    }

    @Override
    public CompletableFuture<?> append(CommandBatch batch, byte[] encoded, ReplicatedLog.Sink sink) {
        RaftServer.Division current = division.get();
        if (!(current instanceof RaftClientAsynchronousProtocol target)) {
            sink.refused(refusal("the node has not started"));
            return CompletableFuture.completedFuture(null);
        }
        Appending appending = new Appending(batch);
        CompletableFuture<RaftClientReply> reply;
        try {
            reply = target.submitClientRequestAsync(request(current, encoded, appending));
        } catch (IOException | RuntimeException e) {
            // Ratis throws some refusals instead of completing the future with them (a closing division, for one).
            end(appending, e.toString(), sink);
            return CompletableFuture.completedFuture(null);
        }
        if (appending.mayBeInLog()) {
            sink.accepted();
        }
        return reply.whenComplete((answer, thrown) -> settle(appending, answer, thrown, sink));
    }

    private RaftClientRequest request(RaftServer.Division current, byte[] encoded, Appending appending) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(current.getId())
                .setGroupId(current.getMemberId().getGroupId())
                .setCallId(calls.incrementAndGet())
                .setMessage(new EntryMessage(UnsafeByteOperations.unsafeWrap(encoded), appending))
                .setType(RaftClientRequest.writeRequestType())
                .build();
    }

    /** Runs on a Ratis thread: hands failures on and does nothing else. Success comes from the state machine. */
    private void settle(
            Appending appending, @Nullable RaftClientReply reply, @Nullable Throwable thrown, ReplicatedLog.Sink sink) {
        if (thrown != null) {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            end(appending, cause.toString(), sink);
        } else if (reply != null && !reply.isSuccess()) {
            end(appending, String.valueOf(reply.getException()), sink);
        }
    }

    private void end(Appending appending, String why, ReplicatedLog.Sink sink) {
        if (appending.mayBeInLog()) {
            sink.gaveUp(why);
        } else {
            sink.refused(refusal(why));
        }
    }

    private Failure refusal(String why) {
        Failure refusal = leadership.refusal();
        return refusal != null ? refusal : Failure.notApplied(Failure.Code.UNAVAILABLE, why);
    }

    /**
     * A request's message that still knows the batch it was made from, so that the leader need not decode it.
     *
     * @param content the encoded entry
     * @param appending the batch
     */
    record EntryMessage(ByteString content, Appending appending) implements Message {
        @Override
        public ByteString getContent() {
            return content;
        }
    }
}
