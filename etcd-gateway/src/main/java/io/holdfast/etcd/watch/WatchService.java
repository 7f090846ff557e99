package io.holdfast.etcd.watch;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Leaderless;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.proto.WatchProto;
import io.holdfast.etcd.proto.WatchRequest;
import io.holdfast.etcd.proto.WatchResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** {@code etcdserverpb.Watch}. */
public final class WatchService {
    /** How often a watch that wants to hear of progress does, if nothing else is heard: etcd's own interval. */
    private static final Duration PROGRESS = Duration.ofMinutes(10);

    /** On the JDK's own timer thread; up to a tenth later, so that the streams of a node do not all speak at once. */
    public static final Executor PROGRESS_LATER = task -> {
        long millis = PROGRESS.toMillis() + ThreadLocalRandom.current().nextLong(PROGRESS.toMillis() / 10);
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(task);
    };

    private final Core core;
    private final Leaderless leaderless;
    private final Executor progressLater;

    /**
     * The service over this core.
     *
     * @param progressLater runs a task when it is time to tell of progress
     */
    public WatchService(Core core, Leaderless leaderless, Executor progressLater) {
        this.core = core;
        this.leaderless = leaderless;
        this.progressLater = progressLater;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(WatchProto.getDescriptor(), "Watch")
                .stream("Watch", WatchRequest.getDefaultInstance(), WatchResponse.getDefaultInstance(), this::watch)
                        .definition();
    }

    private StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
        return new WatchCall(core, leaderless, progressLater, (ServerCallStreamObserver<WatchResponse>) observer)
                .begin();
    }
}
