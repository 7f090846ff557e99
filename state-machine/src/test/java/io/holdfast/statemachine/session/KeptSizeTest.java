package io.holdfast.statemachine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptSizeTest {
    @Test
    void aWindowFullOfTheSmallestOutcomesFitsTheSession() {
        assertThat(KeptSize.LEAST_BYTES * Limits.MAX_OPEN_REQUESTS).isLessThanOrEqualTo(Limits.MAX_KEPT_SESSION_BYTES);
        assertThat(KeptSize.of(new Outcome.Condensed(9))).isEqualTo(KeptSize.LEAST_BYTES);
        assertThat(KeptSize.of(KeptSize.condensed(no("words")))).isEqualTo(KeptSize.LEAST_BYTES);
    }

    @Test
    void anOutcomeUpToTheLimitIsKeptAsItIs() {
        int room = Limits.MAX_KEPT_OUTCOME_BYTES - KeptSize.LEAST_BYTES - Limits.KEY_VALUE_ENVELOPE_BYTES - 1;
        Outcome fits = put(room);
        assertThat(KeptSize.of(fits)).isEqualTo(Limits.MAX_KEPT_OUTCOME_BYTES);
        assertThat(KeptSize.kept(fits)).isSameAs(fits);
        assertThat(KeptSize.kept(put(room + 1))).isEqualTo(new Outcome.Condensed(9));
    }

    @Test
    void whatATransactionAnswersCountsTogether() {
        List<Outcome> responses = Collections.nCopies(31, new Outcome.Put(9, null));
        assertThat(KeptSize.kept(new Outcome.Transaction(9, true, responses))).isInstanceOf(Outcome.Transaction.class);
        List<Outcome> tooMany = Collections.nCopies(32, new Outcome.Put(9, null));
        assertThat(KeptSize.kept(new Outcome.Transaction(9, true, tooMany))).isEqualTo(new Outcome.Condensed(9));
    }

    @Test
    void aLongNoLosesWordsOnly() {
        for (String word : List.of("a", "é", "長", "🔒", "a🔒")) {
            Rejection kept = (Rejection) KeptSize.kept(no(word.repeat(2000)));
            assertThat(kept.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
            assertThat(kept.bound()).isEqualTo(3);
            assertThat(kept.message()).startsWith(word).endsWith("…").hasSizeGreaterThan(300);
            assertThat(KeptSize.of(kept)).isLessThanOrEqualTo(Limits.MAX_KEPT_OUTCOME_BYTES);
            assertThat(Bytes.utf8(kept.message()).utf8())
                    .as("no half character")
                    .isEqualTo(kept.message());
        }
    }

    private static Rejection no(String message) {
        return new Rejection(9, Reason.INVALID_ARGUMENT, message, 3);
    }

    private static Outcome put(int valueBytes) {
        Bytes value = Bytes.wrap(new byte[valueBytes]);
        return new Outcome.Put(9, new KeyValue(Bytes.utf8("k"), value, 1, 1, 1, 0));
    }
}
