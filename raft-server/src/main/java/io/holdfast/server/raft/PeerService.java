package io.holdfast.server.raft;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.PeerMethod;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers other nodes: what is known of their disk, and (the leader) enters it into the member table and gives read
 * indexes. A node speaks only in its own name: the node in the request must be the one in the certificate. Who belongs to
 * another cluster of the name may ask who is who, and nothing else ({@link ClusterMark}).
 *
 * <p>Calls run on event loops; nothing here blocks.
 */
final class PeerService {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A leader that cannot prove itself within this time serves nobody. */
    private static final long MAX_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final RangeQuery ANYTHING = countOf(KeyRange.single(Bytes.of(0)));

    private final RaftOptions options;
    private final FirstLife life;
    private final CoordinationState state;
    private final ReadIndexReader reader;
    private final Proposer proposer;
    private final LeaderView view;
    private final PeerBatches batches;
    private final PeerLeases leases;

    PeerService(
            RaftOptions options,
            FirstLife life,
            CoordinationState state,
            ReadIndexReader reader,
            Proposer proposer,
            LeaderView view,
            PeerBatches batches,
            PeerLeases leases) {
        this.options = options;
        this.life = life;
        this.state = state;
        this.reader = reader;
        this.proposer = proposer;
        this.view = view;
        this.batches = batches;
        this.leases = leases;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(PeerMethod.SERVICE)
                .addMethod(PeerMethod.IDENTIFY, handler(PeerRequest.Identify::node, this::identify))
                .addMethod(PeerMethod.REGISTER, kindred(handler(PeerRequest.Register::node, this::register)))
                .addMethod(PeerMethod.READ_INDEX, kindred(handler(PeerRequest.ReadIndex::node, this::readIndex)))
                .addMethod(PeerMethod.PROPOSE, kindred(handler(PeerRequest.Propose::node, this::propose)))
                .addMethod(PeerMethod.ASK_LEASES, kindred(new LeaseCalls(leases, this::impostor)))
                .build();
    }

    private void identify(PeerRequest.Identify request, Consumer<PeerReply.Identified> reply) {
        String recorded = state.storageOf(request.node()).orElse("");
        if (!recorded.isEmpty()) {
            // A record never changes, so any replica may tell.
            reply.accept(PeerReply.Identified.recorded(recorded).in(life.cluster()));
        } else if (life.hasNoPast()) {
            reply.accept(PeerReply.Identified.of(PeerReply.Answer.EMPTY).in(life.cluster()));
        } else {
            long patience = patienceNanos(Context.current().getDeadline());
            reader.read(ANYTHING, System.nanoTime() + patience, new Completion() {
                @Override
                public void answered(Outcome outcome) {
                    // Behind a leader's barrier: this replica holds whatever was registered before the question came.
                    String storage = state.storageOf(request.node()).orElse("");
                    PeerReply.Identified known = storage.isEmpty()
                            ? PeerReply.Identified.of(PeerReply.Answer.NO_RECORD)
                            : PeerReply.Identified.recorded(storage);
                    reply.accept(known.in(life.cluster()));
                }

                @Override
                public void failed(Failure failure) {
                    reply.accept(
                            PeerReply.Identified.of(PeerReply.Answer.NOT_READY).in(life.cluster()));
                }
            });
        }
    }

    private void register(PeerRequest.Register request, Consumer<PeerReply.Registration> reply) {
        // What a node hands on it may propose for itself only: this one's proposer would be refused by the leader.
        Failure elsewhere = view.refusal();
        if (elsewhere != null) {
            reply.accept(new PeerReply.NotRegistered(elsewhere));
            return;
        }
        MemberCommand command = new MemberCommand.Register(request.node(), request.storage());
        EncodedCommand encoded = new EncodedCommand(command, CommandCodec.encode(command));
        proposer.propose(encoded, System.nanoTime() + PATIENCE_NANOS, new Completion() {
            @Override
            public void answered(Outcome outcome) {
                reply.accept(new PeerReply.Registered(outcome));
            }

            @Override
            public void failed(Failure failure) {
                reply.accept(new PeerReply.NotRegistered(failure));
            }
        });
    }

    private void readIndex(PeerRequest.ReadIndex request, Consumer<PeerReply.ReadIndexed> reply) {
        reader.readIndex(System.nanoTime() + PATIENCE_NANOS, reply);
    }

    private void propose(PeerRequest.Propose request, Consumer<PeerReply.Proposed> reply) {
        batches.take(request.node(), request.entry(), reply);
    }

    /**
     * How long a question may take that is asked until {@code deadline}: the answer should be there before the asker
     * gives up. Who asks again with more time each time is answered at last, however slow this machine is.
     */
    static long patienceNanos(@Nullable Deadline deadline) {
        long left = deadline == null ? PATIENCE_NANOS : deadline.timeRemaining(TimeUnit.NANOSECONDS) / 8 * 7;
        return Math.min(left, MAX_PATIENCE_NANOS);
    }

    private <Q, R> ServerCallHandler<Q, R> handler(Function<Q, String> speaker, BiConsumer<Q, Consumer<R>> method) {
        return (call, headers) -> {
            call.request(2);
            return new ServerCall.Listener<>() {
                private @Nullable Q request;

                @Override
                public void onMessage(Q message) {
                    request = message;
                }

                @Override
                public void onHalfClose() {
                    Q asked = request;
                    String refusal =
                            asked == null ? "the request is empty" : refusal(call, speaker.apply(asked), asked);
                    if (asked == null || refusal != null) {
                        call.close(Status.PERMISSION_DENIED.withDescription(refusal), new Metadata());
                    } else {
                        method.accept(asked, answer -> send(call, answer));
                    }
                }
            };
        };
    }

    /** The method, for members of this very cluster. */
    private <Q, R> ServerCallHandler<Q, R> kindred(ServerCallHandler<Q, R> method) {
        return (call, headers) -> {
            String refusal = ClusterMark.refusal(options.cluster(), life.cluster(), headers);
            if (refusal == null) {
                return method.startCall(call, headers);
            }
            call.close(Status.PERMISSION_DENIED.withDescription(refusal), new Metadata());
            return new ServerCall.Listener<>() {};
        };
    }

    private @Nullable String refusal(ServerCall<?, ?> call, String speaker, Object request) {
        if (request instanceof PeerRequest.Identify identify
                && !identify.cluster().equals(options.cluster())) {
            return "this is cluster " + options.cluster() + ", not " + identify.cluster();
        }
        return impostor(call, speaker);
    }

    /** Why a call does not come from the node it says; null if it does. */
    private @Nullable String impostor(ServerCall<?, ?> call, String speaker) {
        Offer offer = Offer.of(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        return offer.isNode(options.cluster(), speaker)
                ? null
                : "offered " + offer.text() + ", expected node " + speaker + " of cluster " + options.cluster();
    }

    private static <Q, R> void send(ServerCall<Q, R> call, R answer) {
        call.sendHeaders(new Metadata());
        call.sendMessage(answer);
        call.close(Status.OK, new Metadata());
    }

    private static RangeQuery countOf(KeyRange range) {
        RangeQuery all = RangeQuery.of(range);
        return new RangeQuery(range, 0, 0, all.target(), all.order(), true, true, 0, 0, 0, 0, 0);
    }
}
