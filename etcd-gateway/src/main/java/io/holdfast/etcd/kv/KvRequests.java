package io.holdfast.etcd.kv;

import static io.holdfast.etcd.call.ByteStrings.bytes;
import static io.holdfast.etcd.call.ByteStrings.range;

import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.RefusedException;
import io.holdfast.etcd.proto.DeleteRangeRequest;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Put;
import io.holdfast.model.query.RangeQuery;

/** etcd's requests as the core's commands and queries, checked as etcd checks them before they enter its log. */
final class KvRequests {
    private KvRequests() {}

    static Put put(PutRequest request) throws RefusedException {
        if (request.getKey().isEmpty()) {
            throw EtcdError.EMPTY_KEY.refused();
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw EtcdError.VALUE_PROVIDED.refused();
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw EtcdError.LEASE_PROVIDED.refused();
        }
        return new Put(
                bytes(request.getKey()),
                bytes(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    static DeleteRange delete(DeleteRangeRequest request) throws RefusedException {
        if (request.getKey().isEmpty()) {
            throw EtcdError.EMPTY_KEY.refused();
        }
        return new DeleteRange(range(request.getKey(), request.getRangeEnd()), request.getPrevKv());
    }

    static RangeQuery query(RangeRequest request) throws RefusedException {
        if (request.getKey().isEmpty()) {
            throw EtcdError.EMPTY_KEY.refused();
        }
        return new RangeQuery(
                range(request.getKey(), request.getRangeEnd()),
                Math.max(0, request.getRevision()),
                Math.max(0, request.getLimit()),
                target(request),
                order(request),
                request.getKeysOnly(),
                request.getCountOnly(),
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision(),
                0);
    }

    private static RangeQuery.SortTarget target(RangeRequest request) throws RefusedException {
        return switch (request.getSortTarget()) {
            case KEY -> RangeQuery.SortTarget.KEY;
            case VERSION -> RangeQuery.SortTarget.VERSION;
            case CREATE -> RangeQuery.SortTarget.CREATE_REVISION;
            case MOD -> RangeQuery.SortTarget.MOD_REVISION;
            case VALUE -> RangeQuery.SortTarget.VALUE;
            case UNRECOGNIZED -> throw EtcdError.INVALID_SORT.refused();
        };
    }

    private static RangeQuery.SortOrder order(RangeRequest request) throws RefusedException {
        return switch (request.getSortOrder()) {
            case NONE -> RangeQuery.SortOrder.NONE;
            case ASCEND -> RangeQuery.SortOrder.ASCEND;
            case DESCEND -> RangeQuery.SortOrder.DESCEND;
            case UNRECOGNIZED -> throw EtcdError.INVALID_SORT.refused();
        };
    }
}
