package io.holdfast.statemachine;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;
import io.holdfast.model.query.TransactionQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No answer is ever larger than a page, and what cannot be cut is refused before anything changes. */
@ExtendWith(StateInvariants.class)
class AnswerLimitsTest {
    private static final int LARGE = 1_000_000;
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);

    @Test
    void aRangeInKeyOrderIsCutIntoPages(CoordinationState state) {
        putLargeKeys(state, 10);
        List<String> keys = new ArrayList<>();
        KeyRange rest = KeyRange.ALL;
        boolean more = true;
        while (more) {
            Outcome.Range page = (Outcome.Range) state.query(RangeQuery.of(rest));
            assertThat(page.keyValues()).hasSizeBetween(1, 4);
            page.keyValues().forEach(keyValue -> keys.add(keyValue.key().utf8()));
            rest = KeyRange.atLeast(Bytes.utf8(keys.get(keys.size() - 1) + "\0"));
            more = page.more();
        }
        assertThat(keys).containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9");
    }

    @Test
    void aLargeAnswerInAnotherOrderIsRefusedAndSaysWhatToDo(CoordinationState state) {
        putLargeKeys(state, 5);
        Outcome outcome = state.query(sorted(0));
        assertRejected(outcome, Reason.TOO_LARGE, "sort by key");
        assertThat(state.query(sorted(4))).isInstanceOf(Outcome.Range.class);
    }

    @Test
    void aDeleteWithTooManyPreviousVersionsIsRefusedAndDeletesNothing(CoordinationState state) {
        putLargeKeys(state, 5);
        assertRejected(apply(state, new DeleteRange(KeyRange.ALL, true)), Reason.TOO_LARGE, "delete a smaller range");
        assertThat(state.keyCount()).isEqualTo(5);
        assertThat(((Outcome.DeleteRange) apply(state, new DeleteRange(KeyRange.ALL, false))).deleted())
                .isEqualTo(5);
    }

    @Test
    void aTransactionMayAnswerWithOneFullPage(CoordinationState state) {
        putLargeKeys(state, 5);
        Transaction one = then(new Operation.Range(ALL));
        assertThat(responses(apply(state, one))).hasSize(1);
        assertRejected(
                apply(state, then(new Operation.Range(ALL), new Operation.Range(ALL))), Reason.TOO_LARGE, "limit");
        assertRejected(
                state.query(new TransactionQuery(List.of(), List.of(ALL, ALL), List.of())), Reason.TOO_LARGE, "limit");
    }

    @Test
    void aTransactionWhoseReadsCouldGrowByItsWritesIsRefusedBeforeTheFirstWrite(CoordinationState state) {
        putLargeKeys(state, 4);
        Put large = new Put(Bytes.utf8("z"), Bytes.wrap(new byte[LARGE]));
        assertRejected(apply(state, then(large, new Operation.Range(sorted(0)))), Reason.TOO_LARGE, "limit");
        assertThat(state.keyCount()).isEqualTo(4);
    }

    /** The first key is small, the second large: deleting the first brings the second into an answer of one key. */
    @Test
    void aReadAfterADeleteIsMeasuredByWhatMovesUp(CoordinationState state) {
        apply(state, put("a", "small"));
        putLargeKeys(state, 1);
        RangeQuery first = limited(1);
        List<Operation> operations = new ArrayList<>();
        operations.add(new DeleteRange(KeyRange.single(Bytes.utf8("a")), false));
        operations.addAll(Collections.nCopies(5, new Operation.Range(first)));
        assertRejected(apply(state, then(operations)), Reason.TOO_LARGE, "limit");
        assertThat(responses(apply(state, then(operations.subList(0, 4))))).hasSize(4);
    }

    @Test
    void aTransactionHasSoManyOperationsALevel(CoordinationState state) {
        Operation.Range read = new Operation.Range(limited(1));
        assertThat(responses(apply(state, then(Collections.nCopies(128, read)))))
                .hasSize(128);
        assertRejected(apply(state, then(Collections.nCopies(129, read))), Reason.TOO_MANY_OPERATIONS, "129");
        List<Operation> outer = new ArrayList<>(Collections.nCopies(99, read));
        outer.add(then(Collections.nCopies(28, read)));
        assertThat(responses(apply(state, then(outer)))).hasSize(100);
        outer.set(99, then(Collections.nCopies(29, read)));
        assertRejected(apply(state, then(outer)), Reason.TOO_MANY_OPERATIONS, "28 are allowed here");
    }

    @Test
    void transactionsNestSoDeep(CoordinationState state) {
        assertThat(apply(state, nested(Limits.MAX_TRANSACTION_DEPTH))).isInstanceOf(Outcome.Transaction.class);
        assertRejected(apply(state, nested(Limits.MAX_TRANSACTION_DEPTH + 1)), Reason.INVALID_ARGUMENT, "deeper");
        KeyValueQuery query = ALL;
        for (int i = 0; i < 100_000; i++) {
            query = new TransactionQuery(List.of(), List.of(query), List.of());
        }
        assertRejected(state.query(query), Reason.INVALID_ARGUMENT, "deeper");
    }

    private static Transaction nested(int depth) {
        Transaction transaction = then();
        for (int i = 1; i < depth; i++) {
            transaction = then(transaction);
        }
        return transaction;
    }

    private static void putLargeKeys(CoordinationState state, int count) {
        for (int i = 0; i < count; i++) {
            state.apply(batch(new Put(Bytes.utf8("k" + i), Bytes.wrap(new byte[LARGE]))));
        }
    }

    private static RangeQuery sorted(long limit) {
        return new RangeQuery(
                KeyRange.ALL, 0, limit, SortTarget.MOD_REVISION, SortOrder.DESCEND, false, false, 0, 0, 0, 0, 0);
    }

    private static RangeQuery limited(long limit) {
        return new RangeQuery(KeyRange.ALL, 0, limit, SortTarget.KEY, SortOrder.NONE, false, false, 0, 0, 0, 0, 0);
    }

    private static Transaction then(Operation... operations) {
        return then(List.of(operations));
    }

    private static Transaction then(List<? extends Operation> operations) {
        return new Transaction(List.of(), List.copyOf(operations), List.of());
    }

    private static List<Outcome> responses(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Transaction.class);
        List<Outcome> responses = ((Outcome.Transaction) outcome).responses();
        long bytes = 0;
        for (Outcome response : responses) {
            if (response instanceof Outcome.Range range) {
                bytes += range.keyValues().stream()
                        .mapToLong(KeyValue::payloadSize)
                        .sum();
            }
        }
        assertThat(bytes).isLessThanOrEqualTo(Limits.MAX_PAGE_BYTES);
        return responses;
    }

    private static void assertRejected(Outcome outcome, Reason reason, String words) {
        assertThat(outcome).isInstanceOf(Outcome.Rejection.class);
        assertThat(((Outcome.Rejection) outcome).reason()).isEqualTo(reason);
        assertThat(((Outcome.Rejection) outcome).message()).contains(words);
    }
}
