package io.holdfast.it.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The book of what observers are told finds what they must not be. */
class ToldElectionsTest {
    private final ToldElections told = new ToldElections();

    @BeforeEach
    void nobodyLeadsAtFirst() {
        told.current(0, false);
    }

    @Test
    void beginningsAndEndsInTurnAreInOrder() {
        told.elected(7);
        told.ended(7, 100);
        told.elected(9);
        assertThat(told.errors()).isEmpty();
        assertThat(told.endOf(7)).isEqualTo(100);
        assertThat(told.endOf(9)).isZero();
    }

    @Test
    void aLeaderBesideAnotherIsFound() {
        told.elected(7);
        told.elected(9);
        assertThat(told.errors()).containsExactly("9 was elected, while 7 leads and 7 was the latest");
    }

    @Test
    void aTokenThatDoesNotRiseIsFound() {
        told.elected(7);
        told.ended(7, 100);
        told.elected(7);
        assertThat(told.errors()).hasSize(1);
    }

    @Test
    void anEndWithoutABeginningAndAnEndToldTwiceAreFound() {
        told.ended(7, 100);
        told.elected(9);
        told.ended(9, 200);
        told.ended(9, 300);
        assertThat(told.errors()).containsExactly("7 ended, while 0 leads", "9 ended, while 0 leads");
    }

    @Test
    void changesThatWereMissedAreFound() {
        told.elected(7);
        told.current(9, true);
        assertThat(told.errors()).hasSize(1);
    }
}
