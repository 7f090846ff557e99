package io.holdfast.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AcknowledgedWritesTest {
    private final AcknowledgedWrites writes = new AcknowledgedWrites();

    @Test
    void theLastAcknowledgedWriteIsFound() {
        acknowledged(1);
        acknowledged(2);
        assertThat(writes.violations(Map.of("k", 2L))).isEmpty();
        assertThat(writes.acknowledgedCount()).isEqualTo(2);
    }

    @Test
    void anOlderValueIsALostWrite() {
        acknowledged(1);
        acknowledged(2);
        assertThat(writes.violations(Map.of("k", 1L)))
                .singleElement()
                .asString()
                .contains("holds 1, but [2] was acknowledged", "a lost write");
    }

    @Test
    void anAbsentKeyIsALostWrite() {
        acknowledged(1);
        assertThat(writes.violations(Map.of()))
                .containsExactly("key 'k' is absent, but [1] was acknowledged: a lost write");
    }

    @Test
    void aWriteOfUnknownFateMayShowOrNot() {
        acknowledged(1);
        writes.issued("k", 2);
        assertThat(writes.violations(Map.of("k", 1L))).isEmpty();
        assertThat(writes.violations(Map.of("k", 2L))).isEmpty();
        acknowledged(3);
        assertThat(writes.violations(Map.of("k", 3L))).isEmpty();
        assertThat(writes.violations(Map.of("k", 2L))).as("it came late").isEmpty();
        assertThat(writes.violations(Map.of("k", 1L))).hasSize(1);
    }

    @Test
    void ofTwoWritesUnderWayTogetherEitherMayBeTheLast() {
        writes.issued("k", 1);
        writes.issued("k", 2);
        writes.acknowledged("k", 2);
        writes.acknowledged("k", 1);
        assertThat(writes.violations(Map.of("k", 1L))).isEmpty();
        assertThat(writes.violations(Map.of("k", 2L))).isEmpty();
    }

    @Test
    void aRefusedWriteMustNotShow() {
        writes.issued("k", 1);
        writes.refused("k", 1);
        assertThat(writes.violations(Map.of())).isEmpty();
        assertThat(writes.violations(Map.of("k", 1L)))
                .containsExactly("key 'k' holds 1, which was refused or never issued");
    }

    @Test
    void aValueNobodyIssuedMustNotShow() {
        acknowledged(1);
        assertThat(writes.violations(Map.of("k", 9L))).containsExactly("key 'k' holds 9, which was never issued");
        assertThat(writes.violations(Map.of("k", 1L, "ghost", 4L)))
                .containsExactly("key 'ghost' holds 4, but nothing was ever written to it");
    }

    @Test
    void aWriterThatMixesUpItsWritesIsRefused() {
        acknowledged(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writes.issued("k", 5))
                .withMessageContaining("values must increase");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writes.acknowledged("k", 5))
                .withMessageContaining("not under way");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writes.refused("other", 1))
                .withMessageContaining("nothing was issued");
    }

    private void acknowledged(long value) {
        writes.issued("k", value);
        writes.acknowledged("k", value);
    }
}
