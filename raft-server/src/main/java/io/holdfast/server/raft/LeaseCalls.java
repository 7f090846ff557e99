package io.holdfast.server.raft;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Serves {@code Peer/AskLeases}: answers in parts. Calls run on event loops; nothing here blocks. */
final class LeaseCalls implements ServerCallHandler<PeerRequest.AskLeases, PeerReply.LeasesTold> {
    private final PeerLeases leases;
    private final BiFunction<ServerCall<?, ?>, String, @Nullable String> refusal;

    /**
     * Serves from these.
     *
     * @param leases answers
     * @param refusal why a call that claims to come from a node does not; null if it does
     */
    LeaseCalls(PeerLeases leases, BiFunction<ServerCall<?, ?>, String, @Nullable String> refusal) {
        this.leases = leases;
        this.refusal = refusal;
    }

    @Override
    public ServerCall.Listener<PeerRequest.AskLeases> startCall(
            ServerCall<PeerRequest.AskLeases, PeerReply.LeasesTold> call, Metadata headers) {
        call.request(2);
        return new ServerCall.Listener<>() {
            private PeerRequest.@Nullable AskLeases request;
            private Runnable over = () -> {};

            @Override
            public void onMessage(PeerRequest.AskLeases message) {
                request = message;
            }

            @Override
            public void onHalfClose() {
                PeerRequest.AskLeases asked = request;
                String why = asked == null ? "the request is empty" : refusal.apply(call, asked.node());
                if (asked == null || why != null) {
                    call.close(Status.PERMISSION_DENIED.withDescription(why), new Metadata());
                } else {
                    call.sendHeaders(new Metadata());
                    over = leases.ask(asked, System.nanoTime(), new Parts(call));
                }
            }

            @Override
            public void onComplete() {
                over.run();
            }

            @Override
            public void onCancel() {
                over.run();
            }
        };
    }

    /** Sends on; a call that was given up swallows what is sent. */
    private record Parts(ServerCall<PeerRequest.AskLeases, PeerReply.LeasesTold> call) implements PeerLeases.Reply {
        @Override
        public void part(PeerReply.LeasesTold told) {
            call.sendMessage(told);
        }

        @Override
        public void end() {
            call.close(Status.OK, new Metadata());
        }
    }
}
