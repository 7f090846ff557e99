package io.holdfast.statemachine;

import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers on other threads while batches are applied. */
@ExtendWith(StateInvariants.class)
class ConcurrentReadersTest {
    private static final int BATCHES = 4000;
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);

    @Test
    void readersNeverSeeHalfATransactionNorTimeGoingBack(CoordinationState state)
            throws InterruptedException, ExecutionException {
        state.apply(batch(both(0)));
        ExecutorService readers = Executors.newFixedThreadPool(2);
        AtomicBoolean done = new AtomicBoolean();
        try {
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(readers.submit(() -> readUntil(state, done)));
            }
            for (int i = 1; i <= BATCHES; i++) {
                state.apply(batch(both(i), put("k" + i % 300, "x"), new Compact(state.revision())));
            }
            done.set(true);
            for (Future<Long> read : reads) {
                assertThat(read.get()).isPositive();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
    }

    /** The number of reads; fails if one of them saw what no moment between two transactions held. */
    private static long readUntil(CoordinationState state, AtomicBoolean done) {
        long reads = 0;
        long last = 0;
        boolean lastRound;
        do {
            lastRound = done.get();
            Outcome.Range now = (Outcome.Range) state.query(ALL);
            assertConsistent(now);
            assertThat(now.revision()).isGreaterThanOrEqualTo(last);
            last = now.revision();

            StateImage image = state.capture();
            CoordinationState copy = CoordinationState.restore(image);
            assertConsistent((Outcome.Range) copy.query(ALL));
            assertThat(copy.digest()).isEqualTo(image.digest());
            reads++;
        } while (!lastRound);
        return reads;
    }

    private static void assertConsistent(Outcome.Range range) {
        List<KeyValue> found = range.keyValues();
        assertThat(found.get(0).value()).isEqualTo(found.get(1).value());
        assertThat(range.count()).isEqualTo(found.size());
        for (int i = 1; i < found.size(); i++) {
            assertThat(found.get(i - 1).key()).isLessThan(found.get(i).key());
        }
    }

    private static Transaction both(int value) {
        return new Transaction(List.of(), List.of(put("a", "v" + value), put("b", "v" + value)), List.of());
    }
}
