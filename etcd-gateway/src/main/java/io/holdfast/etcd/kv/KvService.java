package io.holdfast.etcd.kv;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Headers;
import io.holdfast.etcd.call.RefusedException;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.proto.CompactionRequest;
import io.holdfast.etcd.proto.CompactionResponse;
import io.holdfast.etcd.proto.DeleteRangeRequest;
import io.holdfast.etcd.proto.DeleteRangeResponse;
import io.holdfast.etcd.proto.KvProto;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.PutResponse;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.etcd.proto.TxnRequest;
import io.holdfast.etcd.proto.TxnResponse;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;

/** {@code etcdserverpb.KV}. Runs on event loops and never blocks; answers come by whatever thread the core answers on. */
public final class KvService {
    private final Core core;
    private final Headers headers;

    /** The service over this core. */
    public KvService(Core core) {
        this.core = core;
        this.headers = core.headers();
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(KvProto.getDescriptor(), "KV")
                .unary("Range", RangeRequest.getDefaultInstance(), RangeResponse.getDefaultInstance(), this::range)
                .unary("Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance(), this::put)
                .unary(
                        "DeleteRange",
                        DeleteRangeRequest.getDefaultInstance(),
                        DeleteRangeResponse.getDefaultInstance(),
                        this::deleteRange)
                .unary("Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance(), this::txn)
                .unary(
                        "Compact",
                        CompactionRequest.getDefaultInstance(),
                        CompactionResponse.getDefaultInstance(),
                        this::compact)
                .definition();
    }

    private void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
        try {
            RangeRun.begin(core, KvRequests.query(request), level(request.getSerializable()), observer);
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    private void put(PutRequest request, StreamObserver<PutResponse> observer) {
        try {
            core.propose(
                    KvRequests.put(request),
                    request.getSerializedSize(),
                    new Reply<>(
                            observer, outcome -> KvReplies.put(headers.at(outcome.revision()), (Outcome.Put) outcome)));
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    private void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
        try {
            core.propose(
                    KvRequests.delete(request),
                    request.getSerializedSize(),
                    new Reply<>(
                            observer,
                            outcome ->
                                    KvReplies.delete(headers.at(outcome.revision()), (Outcome.DeleteRange) outcome)));
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    private void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
        Reply<TxnResponse> reply = new Reply<>(
                observer,
                outcome -> KvReplies.transaction(headers.at(outcome.revision()), (Outcome.Transaction) outcome));
        try {
            Transaction transaction = TxnRequests.transaction(request);
            if (TxnRequests.writes(transaction)) {
                core.propose(transaction, request.getSerializedSize(), reply);
            } else {
                ReadLevel level = level(TxnRequests.isSerializable(request));
                core.read(TxnRequests.query(transaction), level, core.deadline(), reply);
            }
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    /** {@code physical} asks for nothing more: history is gone for every reader as soon as this is answered. */
    private void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
        try {
            core.propose(
                    new Compact(request.getRevision()),
                    request.getSerializedSize(),
                    new Reply<>(
                            observer,
                            outcome -> CompactionResponse.newBuilder()
                                    .setHeader(headers.at(outcome.revision()))
                                    .build()));
        } catch (RefusedException e) {
            Reply.refuse(observer, e.status());
        }
    }

    private static ReadLevel level(boolean serializable) {
        return serializable ? ReadLevel.LOCAL : ReadLevel.LINEARIZABLE;
    }
}
