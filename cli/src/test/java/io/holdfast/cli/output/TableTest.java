package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestEntryAndLinesEndWithoutBlanks() {
        assertThat(new Table("NODE", "ROLE").row("n1", "leader").row("änderung", "-"))
                .hasToString("NODE      ROLE\nn1        leader\nänderung  -");
    }

    @Test
    void aRowHasAnEntryForEachHeading() {
        assertThatThrownBy(() -> new Table("A", "B").row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
