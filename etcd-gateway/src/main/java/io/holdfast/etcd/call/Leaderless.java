package io.holdfast.etcd.call;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.holdfast.server.port.ClusterView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Calls that want to be served only while there is a leader, as clients ask with the metadata {@code hasleader: true}:
 * refused while there is none, and streams among them are ended once there has been none for a while.
 *
 * <p>Safe for any thread.
 */
public final class Leaderless implements ServerInterceptor {
    /** Three elections, as with etcd. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** On the JDK's own timer thread, when streams have been without a leader for long enough. */
    public static final Executor LATER =
            CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);

    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Boolean> WANTED = Context.key("io.holdfast.etcd.hasleader");

    private final ClusterView cluster;
    private final Set<Registration> streams = ConcurrentHashMap.newKeySet();

    /**
     * One that hears of leaders from this view, for as long as the view lives.
     *
     * @param later runs a task when the patience is over
     */
    public Leaderless(ClusterView cluster, Executor later) {
        this.cluster = cluster;
        cluster.onLeaderChange(leader -> {
            if (leader == null) {
                later.execute(this::endStreams);
            }
        });
    }

    /** Something that hears when it is to end. */
    public static final class Registration implements AutoCloseable {
        private final Set<Registration> streams;
        private final Runnable end;

        private Registration(Set<Registration> streams, Runnable end) {
            this.streams = streams;
            this.end = end;
        }

        @Override
        public void close() {
            streams.remove(this);
        }
    }

    /** Lets a stream hear when it is to end, if the call of this thread asked for that. */
    public Registration register(Runnable end) {
        Registration registration = new Registration(streams, end);
        if (Boolean.TRUE.equals(WANTED.get())) {
            streams.add(registration);
        }
        return registration;
    }

    private void endStreams() {
        if (cluster.leader() == null) {
            streams.forEach(registration -> registration.end.run());
        }
    }

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata metadata, ServerCallHandler<A, B> next) {
        if (!"true".equals(metadata.get(HAS_LEADER))) {
            return next.startCall(call, metadata);
        }
        if (cluster.leader() == null) {
            call.close(EtcdError.NO_LEADER.status(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(WANTED, true), call, metadata, next);
    }
}
