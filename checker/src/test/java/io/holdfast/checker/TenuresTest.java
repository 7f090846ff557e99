package io.holdfast.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TenuresTest {
    private final Tenures tenures = new Tenures();

    private void seen(long token, String holder, long... moments) {
        for (long moment : moments) {
            tenures.believed("l", token, holder, 1, 1, moment);
        }
    }

    @Test
    void oneAfterTheOtherIsWell() {
        seen(1, "a", 10, 20);
        seen(2, "b", 21, 30);
        seen(5, "a", 40);
        assertThat(tenures.violations()).isEmpty();
        assertThat(tenures.grants()).isEqualTo(3);
        assertThat(tenures.highestToken("l")).isEqualTo(5);
        assertThat(tenures.highestToken("never")).isZero();
    }

    @Test
    void aHolderThatWakesUpAndStillBelievesIsFound() {
        seen(1, "a", 10, 50);
        seen(2, "b", 30);
        assertThat(tenures.violations()).singleElement().asString().contains("capacity 1", "a (token 1", "b (token 2");
    }

    @Test
    void beliefCountsWithoutGapEvenIfToldOutOfOrder() {
        seen(1, "a", 50);
        seen(2, "b", 30);
        assertThat(tenures.violations())
                .as("b first, then a with a lower token")
                .hasSize(1);
        seen(1, "a", 10);
        assertThat(tenures.violations()).singleElement().asString().contains("capacity 1");
    }

    @Test
    void aTokenThatDoesNotRiseIsFound() {
        seen(7, "a", 10, 20);
        seen(6, "b", 30, 40);
        assertThat(tenures.violations()).singleElement().asString().contains("b (token 6", "began after a (token 7");
    }

    @Test
    void aTokenOfTwoHoldersIsFound() {
        seen(1, "a", 10);
        seen(1, "b", 11);
        assertThat(tenures.violations()).singleElement().asString().contains("by a and by b");
    }

    @Test
    void readersHoldTogetherAndAWriterAlone() {
        tenures.believed("rw", 1, "r1", 1, 100, 10);
        tenures.believed("rw", 2, "r2", 1, 100, 9);
        tenures.believed("rw", 1, "r1", 1, 100, 20);
        tenures.believed("rw", 3, "w", 100, 100, 21);
        assertThat(tenures.violations()).isEmpty();
        tenures.believed("rw", 2, "r2", 1, 100, 21);
        assertThat(tenures.violations()).singleElement().asString().contains("r2", "w");
    }

    @Test
    void aSemaphoreIsHeldByAsManyAsItHasPermits() {
        tenures.believed("s", 1, "a", 2, 3, 10);
        tenures.believed("s", 2, "b", 1, 3, 10);
        assertThat(tenures.violations()).isEmpty();
        tenures.believed("s", 3, "c", 1, 3, 10);
        assertThat(tenures.violations()).isNotEmpty();
    }

    @Test
    void locksDoNotConcernEachOther() {
        tenures.believed("l1", 1, "a", 1, 1, 10);
        tenures.believed("l2", 2, "b", 1, 1, 10);
        assertThat(tenures.violations()).isEmpty();
    }

    @Test
    void aWeightBeyondTheCapacityIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> tenures.believed("s", 1, "a", 4, 3, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight 4 of 3");
        assertThatThrownBy(() -> tenures.believed("s", 1, "a", 0, 3, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}
