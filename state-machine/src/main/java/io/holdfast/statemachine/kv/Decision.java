package io.holdfast.statemachine.kv;

import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Which branch a transaction takes, and each nested transaction of that branch: decided as a whole on the state before
 * the transaction, as etcd does.
 *
 * @param succeeded whether the compares held
 * @param branch the operations to carry out
 * @param nested a decision for each nested transaction of the branch, in order
 */
record Decision(boolean succeeded, List<Operation> branch, List<Decision> nested) {
    /** Copies the lists. */
    Decision {
        branch = List.copyOf(branch);
        nested = List.copyOf(nested);
    }

    static Decision of(Transaction transaction, Keyspace keyspace) {
        boolean succeeded = transaction.compares().stream().allMatch(compare -> Comparison.holds(compare, keyspace));
        List<Operation> branch = succeeded ? transaction.success() : transaction.failure();
        List<Decision> nested = new ArrayList<>();
        for (Operation operation : branch) {
            if (operation instanceof Transaction inner) {
                nested.add(of(inner, keyspace));
            }
        }
        return new Decision(succeeded, branch, nested);
    }

    /** Every operation that will be carried out, nested ones included, transactions themselves not. */
    List<Operation> path() {
        List<Operation> path = new ArrayList<>();
        collect(path);
        return path;
    }

    /** How many answers it will give, nested ones included. */
    long responses() {
        return branch.size() + nested.stream().mapToLong(Decision::responses).sum();
    }

    private void collect(List<Operation> path) {
        int next = 0;
        for (Operation operation : branch) {
            if (operation instanceof Transaction) {
                nested.get(next++).collect(path);
            } else {
                path.add(operation);
            }
        }
    }
}
