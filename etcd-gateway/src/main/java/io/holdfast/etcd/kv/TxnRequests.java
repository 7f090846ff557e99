package io.holdfast.etcd.kv;

import static io.holdfast.etcd.call.ByteStrings.bytes;
import static io.holdfast.etcd.call.ByteStrings.range;

import io.grpc.Status;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.RefusedException;
import io.holdfast.etcd.proto.RequestOp;
import io.holdfast.etcd.proto.TxnRequest;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.List;

/** etcd's transactions as the core's, checked in etcd's order: each level's size, its compares, then its branches. */
final class TxnRequests {
    private TxnRequests() {}

    /** A transaction at the top. */
    static Transaction transaction(TxnRequest request) throws RefusedException {
        return transaction(request, Limits.MAX_TRANSACTION_OPERATIONS, 1);
    }

    private static Transaction transaction(TxnRequest request, int budget, int depth) throws RefusedException {
        int count = Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (count > budget || depth > Limits.MAX_TRANSACTION_DEPTH) {
            throw EtcdError.TOO_MANY_OPERATIONS.refused();
        }
        List<Compare> compares = new ArrayList<>(request.getCompareCount());
        for (io.holdfast.etcd.proto.Compare compare : request.getCompareList()) {
            compares.add(compare(compare));
        }
        return new Transaction(
                compares,
                operations(request.getSuccessList(), budget - count, depth + 1),
                operations(request.getFailureList(), budget - count, depth + 1));
    }

    private static List<Operation> operations(List<RequestOp> requests, int budget, int depth) throws RefusedException {
        List<Operation> operations = new ArrayList<>(requests.size());
        for (RequestOp request : requests) {
            operations.add(operation(request, budget, depth));
        }
        return operations;
    }

    private static Operation operation(RequestOp request, int budget, int depth) throws RefusedException {
        return switch (request.getRequestCase()) {
            case REQUEST_RANGE -> new Operation.Range(KvRequests.query(request.getRequestRange()));
            case REQUEST_PUT -> KvRequests.put(request.getRequestPut());
            case REQUEST_DELETE_RANGE -> KvRequests.delete(request.getRequestDeleteRange());
            case REQUEST_TXN -> transaction(request.getRequestTxn(), budget, depth);
            case REQUEST_NOT_SET -> throw EtcdError.KEY_NOT_FOUND.refused();
        };
    }

    /** An operand of another kind than the target counts as 0 or as nothing, as with etcd. */
    private static Compare compare(io.holdfast.etcd.proto.Compare compare) throws RefusedException {
        if (compare.getKey().isEmpty()) {
            throw EtcdError.EMPTY_KEY.refused();
        }
        Compare.Target target = target(compare);
        Compare.Relation relation = relation(compare);
        return switch (target) {
            case VALUE ->
                Compare.value(range(compare.getKey(), compare.getRangeEnd()), relation, bytes(compare.getValue()));
            case VERSION -> number(compare, target, relation, compare.getVersion());
            case CREATE_REVISION -> number(compare, target, relation, compare.getCreateRevision());
            case MOD_REVISION -> number(compare, target, relation, compare.getModRevision());
            case LEASE -> number(compare, target, relation, compare.getLease());
        };
    }

    private static Compare number(
            io.holdfast.etcd.proto.Compare compare, Compare.Target target, Compare.Relation relation, long operand) {
        return Compare.number(range(compare.getKey(), compare.getRangeEnd()), target, relation, operand);
    }

    private static Compare.Target target(io.holdfast.etcd.proto.Compare compare) throws RefusedException {
        return switch (compare.getTarget()) {
            case VERSION -> Compare.Target.VERSION;
            case CREATE -> Compare.Target.CREATE_REVISION;
            case MOD -> Compare.Target.MOD_REVISION;
            case VALUE -> Compare.Target.VALUE;
            case LEASE -> Compare.Target.LEASE;
            case UNRECOGNIZED -> throw unknown("compare target " + compare.getTargetValue());
        };
    }

    private static Compare.Relation relation(io.holdfast.etcd.proto.Compare compare) throws RefusedException {
        return switch (compare.getResult()) {
            case EQUAL -> Compare.Relation.EQUAL;
            case GREATER -> Compare.Relation.GREATER;
            case LESS -> Compare.Relation.LESS;
            case NOT_EQUAL -> Compare.Relation.NOT_EQUAL;
            case UNRECOGNIZED -> throw unknown("compare result " + compare.getResultValue());
        };
    }

    private static RefusedException unknown(String what) {
        return new RefusedException(Status.INVALID_ARGUMENT.withDescription("etcdserver: unknown " + what));
    }

    /** Whether it may be answered from this node's state alone: it only reads, and every read allows that. */
    static boolean isSerializable(TxnRequest request) {
        return request.getSuccessList().stream().allMatch(TxnRequests::isSerializable)
                && request.getFailureList().stream().allMatch(TxnRequests::isSerializable);
    }

    private static boolean isSerializable(RequestOp request) {
        return request.hasRequestRange() && request.getRequestRange().getSerializable();
    }

    /** Whether it writes, in whatever branch and at whatever depth: then it goes through the log. */
    static boolean writes(Transaction transaction) {
        return writes(transaction.success()) || writes(transaction.failure());
    }

    private static boolean writes(List<Operation> operations) {
        return operations.stream()
                .anyMatch(operation -> operation instanceof Transaction nested
                        ? writes(nested)
                        : !(operation instanceof Operation.Range));
    }

    /** The same transaction as a query; it must not write. */
    static TransactionQuery query(Transaction transaction) {
        return new TransactionQuery(
                transaction.compares(), queries(transaction.success()), queries(transaction.failure()));
    }

    private static List<KeyValueQuery> queries(List<Operation> operations) {
        List<KeyValueQuery> queries = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            if (operation instanceof Operation.Range range) {
                queries.add(range.query());
            } else if (operation instanceof Transaction nested) {
                queries.add(query(nested));
            } else {
                throw new IllegalArgumentException("a query cannot carry out " + operation);
            }
        }
        return queries;
    }
}
