package io.holdfast.etcd.cluster;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.Completion;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * One hash over every key as it was at a revision, read page by page from this node's own state: equal on all nodes that
 * have the revision, or one of them is broken. One read is under way at a time, and each hands over to the next.
 *
 * @param <T> the answer's message
 */
final class HashRun<T extends Message> implements Completion {
    private final Core core;
    private final long deadline;
    private final StreamObserver<T> observer;
    private final Function<Result, T> message;
    private final CRC32C hash = new CRC32C();
    private final ByteBuffer numbers = ByteBuffer.allocate(6 * Long.BYTES);
    private long revision;

    /**
     * What came of it.
     *
     * @param hash the hash
     * @param revision the revision it was taken at
     * @param current the newest revision
     */
    record Result(int hash, long revision, long current) {}

    HashRun(Core core, long revision, StreamObserver<T> observer, Function<Result, T> message) {
        this.core = core;
        this.revision = revision;
        this.deadline = core.deadline();
        this.observer = observer;
        this.message = message;
    }

    void begin() {
        read(Bytes.of(0));
    }

    private void read(Bytes from) {
        RangeQuery query = new RangeQuery(
                KeyRange.atLeast(from), revision, 0, SortTarget.KEY, SortOrder.NONE, false, false, 0, 0, 0, 0, 0, true);
        core.read(query, ReadLevel.LOCAL, deadline, this);
    }

    @Override
    public void answered(Outcome outcome) {
        if (outcome instanceof Outcome.Rejection rejection) {
            Reply.refuse(observer, Statuses.of(rejection));
            return;
        }
        Outcome.Range page = (Outcome.Range) outcome;
        if (revision == 0) {
            revision = page.revision();
        }
        page.keyValues().forEach(this::add);
        if (page.more()) {
            Bytes last = page.keyValues().get(page.keyValues().size() - 1).key();
            byte[] next = new byte[last.size() + 1];
            System.arraycopy(last.sharedArray(), 0, next, 0, last.size());
            read(Bytes.wrap(next));
        } else {
            Reply.send(observer, message.apply(new Result((int) hash.getValue(), revision, page.revision())));
        }
    }

    private void add(KeyValue version) {
        numbers.clear();
        numbers.putLong(version.key().size())
                .putLong(version.value().size())
                .putLong(version.createRevision())
                .putLong(version.modRevision())
                .putLong(version.version())
                .putLong(version.lease());
        hash.update(numbers.flip());
        hash.update(version.key().sharedArray(), 0, version.key().size());
        hash.update(version.value().sharedArray(), 0, version.value().size());
    }

    @Override
    public void failed(Failure failure) {
        Reply.refuse(observer, Statuses.of(failure));
    }
}
