package io.holdfast.benchmarks.etcd;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.benchmarks.locks.Machine;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.RangeRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A fixed number of calls under way: each answer sends the next call. Counts what is answered while it measures. */
final class UnaryLoop {
    private static final int KEYS = 10_000;
    private static final ByteString VALUE = ByteString.copyFrom(new byte[100]);

    private final Plan plan;
    private final CountDownLatch wait = new CountDownLatch(1);
    private final CountDownLatch ended;
    private volatile Phase phase = Phase.WARM_UP;

    UnaryLoop(Plan plan) {
        this.plan = plan;
        this.ended = new CountDownLatch(plan.inFlight());
    }

    private enum Phase {
        WARM_UP,
        MEASURE,
        END
    }

    Map<String, Object> run() throws InterruptedException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("peer", plan.peer());
        result.put("workload", plan.workload().name().toLowerCase(Locale.ROOT));
        result.put("inFlight", plan.inFlight());
        result.put("connections", plan.connections());
        result.put("java", System.getProperty("java.version", ""));
        result.put("loadBefore", Machine.load());
        List<Slot> slots = new ArrayList<>();
        try (EtcdChannels channels = new EtcdChannels(plan)) {
            for (int i = 0; i < plan.inFlight(); i++) {
                Slot slot = new Slot(channels.of(i), new SplittableRandom(i));
                slots.add(slot);
                slot.next();
            }
            pause(plan.warmUpSeconds());
            Machine before = Machine.now(plan.servers());
            phase = Phase.MEASURE;
            pause(plan.seconds());
            phase = Phase.END;
            Machine after = Machine.now(plan.servers());
            if (!ended.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("calls were not answered");
            }
            report(result, slots, before, after);
        }
        return result;
    }

    private void pause(int seconds) throws InterruptedException {
        if (wait.await(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody ends the wait");
        }
    }

    private static void report(Map<String, Object> result, List<Slot> slots, Machine before, Machine after) {
        Histogram latencies = new Histogram(3);
        long failed = 0;
        for (Slot slot : slots) {
            latencies.add(slot.latencies);
            failed += slot.failed;
        }
        double all = Math.max(1, latencies.getTotalCount());
        double seconds = after.secondsSince(before);
        result.put("callsPerSecond", Math.round(latencies.getTotalCount() / seconds));
        result.put("p50Millis", millis(latencies, 50));
        result.put("p99Millis", millis(latencies, 99));
        result.put("maxMillis", millis(latencies, 100));
        result.put("failed", failed);
        result.put("serverMicrosPerCall", tenths((after.servers() - before.servers()) * 1e6 / all));
        result.put("clientMicrosPerCall", tenths((after.client() - before.client()) * 1e6 / all));
        result.put("othersCores", tenths(after.othersSince(before)));
    }

    private static double millis(Histogram nanos, double percentile) {
        return Math.round(nanos.getValueAtPercentile(percentile) / 1e3) / 1e3;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /** One call under way. Its answers come on the event loop of its connection, one after the other. */
    private final class Slot {
        private final ManagedChannel channel;
        private final SplittableRandom random;
        private final Histogram latencies = new Histogram(2);
        private long failed;

        Slot(ManagedChannel channel, SplittableRandom random) {
            this.channel = channel;
            this.random = random;
        }

        void next() {
            ByteString key = ByteString.copyFromUtf8("bench/" + random.nextInt(KEYS));
            if (plan.workload() == Plan.Workload.PUT) {
                call(
                        EtcdChannels.PUT,
                        PutRequest.newBuilder().setKey(key).setValue(VALUE).build());
            } else {
                call(EtcdChannels.RANGE, RangeRequest.newBuilder().setKey(key).build());
            }
        }

        private <A, B> void call(MethodDescriptor<A, B> method, A request) {
            long sent = System.nanoTime();
            ClientCalls.asyncUnaryCall(channel.newCall(method, CallOptions.DEFAULT), request, new StreamObserver<>() {
                @Override
                public void onNext(B answer) {
                    if (phase == Phase.MEASURE) {
                        latencies.recordValue(System.nanoTime() - sent);
                    }
                }

                @Override
                public void onError(Throwable error) {
                    failed++;
                    goOn();
                }

                @Override
                public void onCompleted() {
                    goOn();
                }
            });
        }

        private void goOn() {
            if (phase == Phase.END) {
                ended.countDown();
            } else {
                next();
            }
        }
    }
}
