package io.holdfast.etcd.lock;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.ByteStrings;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.proto.lock.LockProto;
import io.holdfast.etcd.proto.lock.LockRequest;
import io.holdfast.etcd.proto.lock.LockResponse;
import io.holdfast.etcd.proto.lock.UnlockRequest;
import io.holdfast.etcd.proto.lock.UnlockResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.DeleteRange;

/**
 * {@code v3lockpb.Lock}: locks on keys, as etcd's clients make them by themselves; both kinds exclude each other. They
 * have nothing to do with native locks of the same name.
 */
public final class LockService {
    private final Core core;

    /** The service over this core. */
    public LockService(Core core) {
        this.core = core;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(LockProto.getDescriptor(), "Lock")
                .unary("Lock", LockRequest.getDefaultInstance(), LockResponse.getDefaultInstance(), this::lock)
                .unary("Unlock", UnlockRequest.getDefaultInstance(), UnlockResponse.getDefaultInstance(), this::unlock)
                .definition();
    }

    private void lock(LockRequest request, StreamObserver<LockResponse> observer) {
        Bytes name = ByteStrings.bytes(request.getName());
        new Entry<>(
                        core,
                        (ServerCallStreamObserver<LockResponse>) observer,
                        EtcdError.LOCK_SESSION_EXPIRED,
                        (contest, place, revision) -> LockResponse.newBuilder()
                                .setHeader(core.headers().at(revision))
                                .setKey(ByteStrings.string(contest.key()))
                                .build())
                .begin(name, request.getLease(), Bytes.EMPTY);
    }

    private void unlock(UnlockRequest request, StreamObserver<UnlockResponse> observer) {
        if (request.getKey().isEmpty()) {
            Reply.refuse(observer, EtcdError.EMPTY_KEY.status());
            return;
        }
        KeyRange key = KeyRange.single(ByteStrings.bytes(request.getKey()));
        new Steps(core, status -> Reply.refuse(observer, status))
                .write(
                        new DeleteRange(key, false),
                        outcome -> Reply.send(
                                observer,
                                UnlockResponse.newBuilder()
                                        .setHeader(core.headers().at(outcome.revision()))
                                        .build()));
    }
}
