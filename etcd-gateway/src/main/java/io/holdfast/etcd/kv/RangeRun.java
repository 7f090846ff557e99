package io.holdfast.etcd.kv;

import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.Statuses;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.Completion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One range as etcd answers it: whole, in one message. The core answers in pages, so a large range is read page by page,
 * all of them at the revision of the first; one that is sorted by another field than the key and larger than a page is
 * read in key order and sorted here.
 *
 * <p>One read is under way at a time, and each hands over to the next: no lock is needed.
 */
final class RangeRun implements Completion {
    private final Core core;
    private final RangeQuery asked;
    private final ReadLevel level;
    private final long deadline;
    private final StreamObserver<RangeResponse> observer;

    /** The pages so far; the answer of a range that fits into one page never gets here. */
    private final List<KeyValue> found = new ArrayList<>();

    private boolean sortsHere;
    private Outcome.@Nullable Range first;
    private long bytes;

    private RangeRun(Core core, RangeQuery asked, ReadLevel level, StreamObserver<RangeResponse> observer) {
        this.core = core;
        this.asked = asked;
        this.level = level;
        this.deadline = core.deadline();
        this.observer = observer;
    }

    /** Reads a range and answers with it. */
    static void begin(Core core, RangeQuery asked, ReadLevel level, StreamObserver<RangeResponse> observer) {
        RangeRun run = new RangeRun(core, asked, level, observer);
        core.read(asked, level, run.deadline, run);
    }

    @Override
    public void failed(Failure failure) {
        Reply.refuse(observer, Statuses.of(failure));
    }

    @Override
    public void answered(Outcome outcome) {
        if (outcome instanceof Outcome.Range page) {
            take(page);
        } else if (outcome instanceof Outcome.Rejection rejection) {
            take(rejection);
        } else {
            throw new IllegalArgumentException("a range is not answered with " + outcome);
        }
    }

    private void take(Outcome.Rejection rejection) {
        if (rejection.reason() == Reason.TOO_LARGE && asked.target() != SortTarget.KEY && !sortsHere) {
            sortsHere = true;
            core.read(inKeyOrder(), level, deadline, this);
        } else if (rejection.reason() == Reason.COMPACTED && asked.revision() == 0) {
            beginAnew();
        } else {
            Reply.refuse(observer, Statuses.of(rejection));
        }
    }

    /** The newest revision was wanted, and by the second page it was compacted away: the newest is another now. */
    private void beginAnew() {
        first = null;
        found.clear();
        bytes = 0;
        core.read(sortsHere ? inKeyOrder() : asked, level, deadline, this);
    }

    private void take(Outcome.Range page) {
        Outcome.Range before = first;
        Outcome.Range begun = before == null ? page : before;
        long limit = sortsHere ? 0 : asked.limit();
        boolean cut =
                page.more() && (limit == 0 || found.size() + page.keyValues().size() < limit);
        if (before == null && !cut && !sortsHere) {
            Reply.send(observer, KvReplies.range(core.headers().at(page.revision()), page));
            return;
        }
        first = begun;
        for (KeyValue version : page.keyValues()) {
            found.add(version);
            bytes += (long) version.payloadSize() + Limits.KEY_VALUE_ENVELOPE_BYTES / 4;
        }
        if (bytes > Reply.MAX_BYTES) {
            Reply.refuse(observer, Reply.tooLarge(bytes));
        } else if (cut) {
            core.read(pageAfter(begun, page), ReadLevel.LOCAL, deadline, this);
        } else {
            Reply.send(observer, KvReplies.range(core.headers().at(begun.revision()), whole(begun, page.more())));
        }
    }

    private Outcome.Range whole(Outcome.Range begun, boolean more) {
        if (!sortsHere) {
            return new Outcome.Range(begun.revision(), found, more, begun.count());
        }
        Comparator<KeyValue> ascending = comparator(asked.target());
        found.sort(asked.order() == SortOrder.DESCEND ? ascending.reversed() : ascending);
        boolean beyond = asked.limit() > 0 && found.size() > asked.limit();
        List<KeyValue> kept = beyond ? found.subList(0, (int) asked.limit()) : found;
        if (asked.keysOnly()) {
            kept.replaceAll(KeyValue::withoutValue);
        }
        return new Outcome.Range(begun.revision(), kept, beyond, begun.count());
    }

    /** The same range to be sorted here. */
    private RangeQuery inKeyOrder() {
        boolean keysOnly = asked.keysOnly() && asked.target() != SortTarget.VALUE;
        return changed(asked.range(), asked.revision(), 0, SortTarget.KEY, SortOrder.NONE, keysOnly, false);
    }

    private RangeQuery pageAfter(Outcome.Range begun, Outcome.Range page) {
        Bytes last = page.keyValues().get(page.keyValues().size() - 1).key();
        boolean descends = !sortsHere && asked.order() == SortOrder.DESCEND;
        KeyRange rest = descends
                ? new KeyRange(asked.range().start(), last)
                : new KeyRange(after(last), asked.range().end());
        long revision = asked.revision() > 0 ? asked.revision() : begun.revision();
        RangeQuery shape = sortsHere ? inKeyOrder() : asked;
        long limit = shape.limit() == 0 ? 0 : shape.limit() - found.size();
        return changed(rest, revision, limit, SortTarget.KEY, shape.order(), shape.keysOnly(), true);
    }

    private RangeQuery changed(
            KeyRange range,
            long revision,
            long limit,
            SortTarget target,
            SortOrder order,
            boolean keysOnly,
            boolean uncounted) {
        return new RangeQuery(
                range,
                revision,
                limit,
                target,
                order,
                keysOnly,
                false,
                asked.minModRevision(),
                asked.maxModRevision(),
                asked.minCreateRevision(),
                asked.maxCreateRevision(),
                0,
                uncounted);
    }

    /** The least key above another. */
    private static Bytes after(Bytes key) {
        byte[] next = new byte[key.size() + 1];
        System.arraycopy(key.sharedArray(), 0, next, 0, key.size());
        return Bytes.wrap(next);
    }

    private static Comparator<KeyValue> comparator(SortTarget target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
    }
}
