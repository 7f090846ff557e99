package io.holdfast.etcd.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.etcd.proto.SnapshotResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.StateCopy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot on its way, framed as etcd frames its own: pieces with how much is left, then their SHA-256. Clients take a
 * file for whole only if it is a multiple of 512 bytes before that, so zeros fill it up.
 *
 * <p>States: opening → sending, one piece at a time and only while gRPC takes them → over. Guarded by its monitor.
 */
final class SnapshotRun {
    private static final int PIECE_BYTES = 32 << 10;
    private static final int SECTOR_BYTES = 512;

    /** A large state takes its time, at the rate that the node writes snapshots with. */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private final Core core;
    private final ServerCallStreamObserver<SnapshotResponse> out;
    private final MessageDigest digest;
    private @Nullable StateCopy copy;
    private long left;
    private boolean reading;
    private boolean over;

    SnapshotRun(Core core, ServerCallStreamObserver<SnapshotResponse> out) {
        this.core = core;
        this.out = out;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void begin() {
        out.setOnReadyHandler(this::readOn);
        out.setOnCancelHandler(this::end);
        core.ports().maintenance().operations().copyState(System.nanoTime() + PATIENCE_NANOS, new Answer<StateCopy>() {
            @Override
            public void answered(StateCopy opened) {
                opened(opened);
            }

            @Override
            public void failed(Failure failure) {
                fail(failure);
            }
        });
    }

    private void opened(StateCopy opened) {
        synchronized (this) {
            if (over) {
                opened.close();
                return;
            }
            copy = opened;
            left = padded(opened.bytes());
        }
        readOn();
    }

    private static long padded(long bytes) {
        return (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
    }

    private void readOn() {
        StateCopy reads;
        synchronized (this) {
            reads = copy;
            if (over || reading || reads == null || !out.isReady()) {
                return;
            }
            reading = true;
        }
        reads.next(PIECE_BYTES, new Answer<Bytes>() {
            @Override
            public void answered(Bytes piece) {
                if (send(piece)) {
                    readOn();
                }
            }

            @Override
            public void failed(Failure failure) {
                fail(failure);
            }
        });
    }

    /** Whether more follows. */
    private synchronized boolean send(Bytes piece) {
        reading = false;
        if (over) {
            return false;
        }
        if (!piece.isEmpty()) {
            send(piece.sharedArray());
            return true;
        }
        send(new byte[(int) left]);
        out.onNext(message(UnsafeByteOperations.unsafeWrap(digest.digest())));
        end();
        out.onCompleted();
        return false;
    }

    private void send(byte[] bytes) {
        if (bytes.length > 0) {
            digest.update(bytes);
            left -= bytes.length;
            out.onNext(message(UnsafeByteOperations.unsafeWrap(bytes)));
        }
    }

    private SnapshotResponse message(ByteString blob) {
        return SnapshotResponse.newBuilder()
                .setHeader(core.headers().now())
                .setRemainingBytes(left)
                .setBlob(blob)
                .setVersion(MaintenanceService.VERSION)
                .build();
    }

    private synchronized void fail(Failure failure) {
        if (!over) {
            end();
            Reply.refuse(out, Statuses.of(failure));
        }
    }

    private synchronized void end() {
        over = true;
        StateCopy open = copy;
        if (open != null) {
            open.close();
        }
    }
}
