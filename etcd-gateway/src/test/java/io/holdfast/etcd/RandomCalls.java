package io.holdfast.etcd;

import com.google.protobuf.ByteString;
import io.holdfast.etcd.proto.CompactionRequest;
import io.holdfast.etcd.proto.Compare;
import io.holdfast.etcd.proto.DeleteRangeRequest;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RequestOp;
import io.holdfast.etcd.proto.TxnRequest;
import io.holdfast.etcd.proto.WatchCreateRequest;
import io.holdfast.etcd.proto.WatchCreateRequest.FilterType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests by chance: few keys, so that they meet; now and then what makes no sense. */
final class RandomCalls {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
    private static final int LEASES = 4;

    private final Random random;

    RandomCalls(Random random) {
        this.random = random;
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private ByteString key() {
        return once(60) ? ByteString.EMPTY : ByteString.copyFromUtf8("k" + (char) ('a' + random.nextInt(6)));
    }

    private ByteString end() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> ByteString.EMPTY;
            case 2 -> ZERO;
            default -> ByteString.copyFromUtf8("k" + (char) ('a' + random.nextInt(8)));
        };
    }

    private ByteString value() {
        return ByteString.copyFromUtf8(String.valueOf(random.nextInt(5)));
    }

    /** About where the store is. */
    private long revision(long current) {
        return once(10) ? current + 1 + random.nextInt(3) : Math.max(1, current - random.nextInt(30));
    }

    /** One of the leases the test grants and revokes. */
    long lease() {
        return 1L + random.nextInt(LEASES);
    }

    PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder()
                .setKey(key())
                .setPrevKv(once(2))
                .setIgnoreValue(once(10))
                .setIgnoreLease(once(10));
        if (!put.getIgnoreValue() || once(4)) {
            put.setValue(value());
        }
        return once(3) ? put.setLease(lease()).build() : put.build();
    }

    RangeRequest range(long current) {
        RangeRequest.Builder range = RangeRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(end())
                .setKeysOnly(once(6))
                .setCountOnly(once(8))
                .setSerializable(once(2));
        if (once(3)) {
            range.setLimit(random.nextInt(4));
        }
        if (once(3)) {
            range.setRevision(revision(current));
        }
        if (once(3)) {
            // By what no two keys of one revision share: etcd leaves the order of equals to chance.
            range.setSortTargetValue(once(2) ? 0 : 3).setSortOrderValue(random.nextInt(3));
        }
        if (range.getSortTargetValue() != 0 && range.getSortOrderValue() == 0) {
            // etcd then cuts in key order and sorts what is left; we sort before we cut.
            range.clearLimit();
        }
        if (once(5)) {
            range.setMinModRevision(revision(current)).setMaxCreateRevision(once(2) ? revision(current) : 0);
        }
        if (once(5)) {
            range.setMaxModRevision(revision(current)).setMinCreateRevision(once(2) ? revision(current) : 0);
        }
        return range.build();
    }

    DeleteRangeRequest delete() {
        return DeleteRangeRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(once(3) ? end() : ByteString.EMPTY)
                .setPrevKv(once(2))
                .build();
    }

    /**
     * In a transaction etcd does not see that a delete without an upper bound overlaps a put, and changes a key twice in
     * one revision; we refuse that.
     */
    private DeleteRangeRequest boundedDelete() {
        DeleteRangeRequest delete = delete();
        return delete.getRangeEnd().equals(ZERO)
                ? delete.toBuilder().clearRangeEnd().build()
                : delete;
    }

    CompactionRequest compaction(long current) {
        return CompactionRequest.newBuilder()
                .setRevision(once(5) ? current + 1 : Math.max(1, current - 5 - random.nextInt(40)))
                .setPhysical(once(2))
                .build();
    }

    /** A watch of everything from a key on, from now, from a revision that was, is gone or is to come. */
    WatchCreateRequest watch(long current) {
        WatchCreateRequest.Builder watch = WatchCreateRequest.newBuilder()
                .setKey(key())
                .setRangeEnd(ZERO)
                .setPrevKv(once(2))
                .setFragment(once(4));
        if (!once(4)) {
            watch.setStartRevision(Math.max(1, current + 2 - random.nextInt(60)));
        }
        if (once(3)) {
            watch.addFilters(once(2) ? FilterType.NOPUT : FilterType.NODELETE);
        }
        return watch.build();
    }

    /** A transaction of which no nested one deletes behind another that may put: there we are a little stricter than etcd. */
    TxnRequest transaction(long current, boolean nests) {
        return transaction(current, nests, true);
    }

    private TxnRequest transaction(long current, boolean nests, boolean deletes) {
        TxnRequest.Builder transaction = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            transaction.addCompare(compare(current));
        }
        return transaction
                .addAllSuccess(operations(random.nextInt(4), current, nests, deletes))
                .addAllFailure(operations(random.nextInt(3), current, nests, deletes))
                .build();
    }

    private List<RequestOp> operations(int count, long current, boolean nests, boolean deletes) {
        List<RequestOp> operations = new ArrayList<>();
        boolean nested = false;
        for (int i = 0; i < count; i++) {
            RequestOp operation = operation(current, nests, deletes, !nested);
            nested |= operation.hasRequestTxn();
            operations.add(operation);
        }
        return operations;
    }

    private Compare compare(long current) {
        Compare.Builder compare = Compare.newBuilder()
                .setKey(key())
                .setResultValue(random.nextInt(4))
                .setTargetValue(random.nextInt(5));
        if (once(4)) {
            compare.setRangeEnd(end());
        }
        return switch (compare.getTarget()) {
            case VERSION -> compare.setVersion(random.nextInt(4)).build();
            case CREATE ->
                compare.setCreateRevision(once(2) ? 0 : revision(current)).build();
            case MOD -> compare.setModRevision(once(2) ? 0 : revision(current)).build();
            case LEASE -> compare.setLease(once(2) ? 0 : lease()).build();
            default -> compare.setValue(value()).build();
        };
    }

    private RequestOp operation(long current, boolean nests, boolean deletes, boolean nestedDelete) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        return switch (random.nextInt(nests ? 7 : 6)) {
            case 0, 1 -> operation.setRequestRange(range(current)).build();
            case 2, 3, 4 -> operation.setRequestPut(put()).build();
            case 5 -> {
                if (once(30)) {
                    yield operation.build();
                }
                yield deletes
                        ? operation.setRequestDeleteRange(boundedDelete()).build()
                        : operation.setRequestRange(range(current)).build();
            }
            default ->
                operation
                        .setRequestTxn(transaction(current, false, nestedDelete))
                        .build();
        };
    }
}
