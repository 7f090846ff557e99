package io.holdfast.etcd;

import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.Operations;
import io.holdfast.server.port.StateCopy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A snapshot of given bytes, and leadership that goes where it is told unless a failure is set. */
final class FakeOperations implements Operations {
    volatile Bytes snapshot = Bytes.EMPTY;
    volatile @Nullable Failure failure;
    volatile @Nullable String leader;
    volatile boolean closed;

    @Override
    public void copyState(long deadlineNanos, Answer<StateCopy> answer) {
        Failure broken = failure;
        if (broken != null) {
            answer.failed(broken);
        } else {
            answer.answered(new Copy(snapshot.sharedArray()));
        }
    }

    @Override
    public void handOver(String node, long deadlineNanos, Answer<String> answer) {
        Failure broken = failure;
        if (broken != null) {
            answer.failed(broken);
        } else {
            leader = node;
            answer.answered(node);
        }
    }

    private final class Copy implements StateCopy {
        private final byte[] all;
        private int at;

        Copy(byte[] all) {
            this.all = all;
        }

        @Override
        public SnapshotHeader header() {
            return new SnapshotHeader("demo", 1, 1, 0, "test");
        }

        @Override
        public long revision() {
            return 1;
        }

        @Override
        public long bytes() {
            return all.length;
        }

        @Override
        public void next(int maxBytes, Answer<Bytes> answer) {
            int end = Math.min(all.length, at + maxBytes);
            Bytes piece = Bytes.wrap(Arrays.copyOfRange(all, at, end));
            at = end;
            answer.answered(piece);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
