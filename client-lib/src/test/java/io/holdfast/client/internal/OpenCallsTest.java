package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OpenCallsTest {
    /** Against a map: ids find their call until it is closed, and nobody afterwards. */
    @RepeatedTest(20)
    void findsWhatAMapWould(RepetitionInfo repetition) {
        long seed = 500L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        OpenCalls calls = new OpenCalls();
        Map<Long, Call> twin = new HashMap<>();
        List<Long> ids = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(5) > 1) {
                Call call = RecordedCall.at(0);
                long id = calls.open(call);
                assertThat(twin.put(id, call))
                        .as("seed %d: an id given twice", seed)
                        .isNull();
                ids.add(id);
            } else if (!ids.isEmpty()) {
                long id = ids.get(random.nextInt(ids.size()));
                assertThat(calls.close(id)).as("seed %d step %d", seed, step).isSameAs(twin.remove(id));
            }
            assertThat(calls.size()).as("seed %d step %d", seed, step).isEqualTo(twin.size());
        }
    }

    @Test
    void idsThatWereNeverGivenFindNobody() {
        OpenCalls calls = new OpenCalls();
        long id = calls.open(RecordedCall.at(0));
        for (long hostile : new long[] {0, -1, OpenCalls.PROBE_ID, id + 1, id << 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(calls.close(hostile)).isNull();
        }
        assertThat(calls.size()).isEqualTo(1);
    }

    @Test
    void aCallGivenUpKeepsItsPlaceUntilItsResultComes() {
        OpenCalls calls = new OpenCalls();
        RecordedCall call = RecordedCall.at(0);
        long id = calls.open(call);
        call.settle(CallFailure.notApplied(CallFailure.Kind.TIMEOUT, "late"));
        assertThat(calls.size()).isEqualTo(1);
        assertThat(calls.close(id)).isSameAs(call);
        assertThat(calls.drain()).isEmpty();
    }
}
