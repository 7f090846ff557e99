package io.holdfast.it.workload;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.holdfast.model.Bytes;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.SessionMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/**
 * A number of streams that each keep so many puts open, whatever they are told: for every result another put goes out at
 * once, a refused one's too, and no hint when to try again is heeded. What an ill-behaved client does.
 */
public final class Flood implements AutoCloseable {
    private static final int FRAME = 256;
    private static final Bytes VALUE = Bytes.wrap(new byte[256]);
    private static final int KEYS = 1_000;
    private static final Set<Failure.Code> TURNED_AWAY =
            Set.of(Failure.Code.NOT_LEADER, Failure.Code.NO_LEADER, Failure.Code.LEADERSHIP_LOST);
    private static final int MOST_SURPRISES = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final LongAdder sent = new LongAdder();
    private final LongAdder applied = new LongAdder();
    private final LongAdder overloaded = new LongAdder();
    private final AtomicBoolean turnedAway = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger surprised = new AtomicInteger();
    private final List<Stream> streams = new ArrayList<>();
    private final LongFunction<EncodedCommand> puts;

    private Flood(LongFunction<EncodedCommand> puts) {
        this.puts = puts;
    }

    /**
     * Begins to flood a thousand keys: one stream a channel, {@code window} puts open on each. The channels are closed in
     * the end.
     */
    public static Flood start(List<ManagedChannel> channels, int window) {
        List<EncodedCommand> puts = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            puts.add(put("flood/" + i, VALUE));
        }
        return start(channels, window, number -> puts.get((int) (number % KEYS)));
    }

    /** As {@link #start(List, int)}, of ever new keys with values of so many bytes. */
    public static Flood startGrowing(List<ManagedChannel> channels, int window, int valueBytes) {
        Bytes value = Bytes.wrap(new byte[valueBytes]);
        AtomicLong next = new AtomicLong();
        return start(channels, window, number -> put("flood/" + next.getAndIncrement(), value));
    }

    private static EncodedCommand put(String key, Bytes value) {
        Put command = new Put(Bytes.utf8(key), value, 0, false, false, false);
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    private static Flood start(List<ManagedChannel> channels, int window, LongFunction<EncodedCommand> puts) {
        Flood flood = new Flood(puts);
        channels.forEach(channel -> flood.streams.add(flood.new Stream(channel)));
        flood.streams.forEach(stream -> stream.open(window));
        return flood;
    }

    /** Puts sent so far. */
    public long sent() {
        return sent.sum();
    }

    /** Puts acknowledged so far. */
    public long applied() {
        return applied.sum();
    }

    /** Puts refused as too many so far. */
    public long overloaded() {
        return overloaded.sum();
    }

    /** Whether it has ended by itself, because the node does not lead any more. */
    public boolean isTurnedAway() {
        return turnedAway.get();
    }

    /** The first answers that are neither an outcome nor a typed refusal for too much load or a passed deadline. */
    public List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** Of millions, the first few tell enough, and all of them would fill the heap. */
    private void surprise(String what) {
        if (surprised.incrementAndGet() <= MOST_SURPRISES) {
            surprises.add(what);
        }
    }

    /** Sends no more; what is open is answered, or cut off after a while, which is the same for all streams. */
    @Override
    public void close() {
        stopping.set(true);
        streams.forEach(Stream::end);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        streams.forEach(stream -> stream.awaitEnd(deadline));
    }

    private final class Stream extends ClientCall.Listener<ServerFrame> {
        private final ManagedChannel channel;
        private final ClientCall<ClientFrame, ServerFrame> call;
        private final CountDownLatch greeted = new CountDownLatch(1);

        /** Ids of operations; used by the opening thread until it has sent the window, then by gRPC's. */
        private long next;

        private volatile boolean windowSent;
        private int owed;

        Stream(ManagedChannel channel) {
            this.channel = channel;
            this.call = channel.newCall(SessionMethod.DESCRIPTOR, CallOptions.DEFAULT);
        }

        void open(int window) {
            call.start(this, new Metadata());
            call.request(Integer.MAX_VALUE);
            call.sendMessage(new ClientFrame.Hello(1, 1, "flood", "test", Set.of()));
            awaitHello();
            send(window);
            windowSent = true;
        }

        private void awaitHello() {
            try {
                if (!greeted.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no hello: " + surprises);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        private void send(int count) {
            for (int left = count; left > 0; left -= FRAME) {
                List<Request> frame = new ArrayList<>(FRAME);
                for (int i = 0; i < Math.min(left, FRAME); i++) {
                    next++;
                    frame.add(new Request.Write(next, 5_000, puts.apply(next)));
                }
                sent.add(frame.size());
                call.sendMessage(new ClientFrame.Requests(frame));
            }
        }

        @Override
        public void onMessage(ServerFrame frame) {
            if (frame instanceof ServerFrame.Hello) {
                greeted.countDown();
            } else if (frame instanceof ServerFrame.Results results) {
                results.results().forEach(this::count);
                owed += results.results().size();
                // Gathered, or every answer would go out as a frame of its own.
                if (windowSent && owed >= FRAME && !stopping.get()) {
                    send(owed);
                    owed = 0;
                }
            }
        }

        private void count(Result result) {
            if (result instanceof Result.Failed failed) {
                Failure.Code code = failed.failure().code();
                if (code == Failure.Code.OVERLOADED) {
                    overloaded.increment();
                } else if (TURNED_AWAY.contains(code)) {
                    turnedAway.set(true);
                    stopping.set(true);
                } else if (code != Failure.Code.TIMEOUT) {
                    surprise(failed.failure().toString());
                }
            } else {
                applied.increment();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!stopping.get()) {
                surprise("a stream ended: " + status);
            }
        }

        void end() {
            call.halfClose();
            channel.shutdown();
        }

        void awaitEnd(long deadline) {
            try {
                if (!channel.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    channel.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                channel.shutdownNow();
            }
        }
    }
}
