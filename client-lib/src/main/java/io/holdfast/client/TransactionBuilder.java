package io.holdfast.client;

import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.query.Compare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds a transaction: if all conditions hold, the first branch is carried out, else the other, as one atomic step with
 * one revision. Not safe for several threads at once.
 *
 * @param <R> what {@link #commit} gives: a future, or the reply itself
 */
public final class TransactionBuilder<R> {
    /** Carries out what was built. */
    @FunctionalInterface
    interface Commit<R> {
        /** Carries it out. */
        R commit(Transaction transaction, List<LockGuard> guards, Optional<Consistency> consistency);
    }

    private final Commit<R> commit;
    private final List<LockGuard> guards = new ArrayList<>();
    private final List<Compare> compares = new ArrayList<>();
    private final List<Operation> success = new ArrayList<>();
    private final List<Operation> failure = new ArrayList<>();
    private Optional<Consistency> consistency = Optional.empty();

    TransactionBuilder(Commit<R> commit) {
        this.commit = commit;
    }

    /** Adds conditions; all of them must hold. Without any, they hold. */
    public TransactionBuilder<R> when(Compare... conditions) {
        compares.addAll(List.of(conditions));
        return this;
    }

    /**
     * Carries it out only while a lock is held with the token it was granted with; otherwise neither branch is, and it fails
     * with {@link FencedException}. Several may be named: all of them must be held.
     */
    public TransactionBuilder<R> onlyIf(String lock, long token) {
        guards.add(new LockGuard(lock, token));
        return this;
    }

    /** Carries it out only while a handle's lock is held by it, as the cluster sees it. */
    public TransactionBuilder<R> onlyIf(LockHandle handle) {
        guards.add(handle.fence());
        return this;
    }

    /** Adds operations to the branch taken if the conditions hold. */
    public TransactionBuilder<R> then(Operation... operations) {
        success.addAll(List.of(operations));
        return this;
    }

    /** Adds operations to the branch taken if they do not. */
    public TransactionBuilder<R> otherwise(Operation... operations) {
        failure.addAll(List.of(operations));
        return this;
    }

    /**
     * How fresh the answer must be, if the transaction only reads; without this, as {@link
     * KeyValueClient#withConsistency} says. One that writes is linearizable whatever stands here.
     */
    public TransactionBuilder<R> consistency(Consistency level) {
        consistency = Optional.of(level);
        return this;
    }

    /**
     * Carries it out. A transaction that only reads, and stands behind no lock, needs no log entry and is retried as a read.
     */
    public R commit() {
        return commit.commit(new Transaction(compares, success, failure), List.copyOf(guards), consistency);
    }
}
