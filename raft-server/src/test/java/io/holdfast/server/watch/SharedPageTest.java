package io.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Put;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.watch.Watch.Stretch;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.watch.EventPage;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedPageTest {
    private static final WatchSpec SPEC = WatchSpec.of(KeyRange.prefix(Bytes.utf8("a")), 2);
    private static final int ROOM = 1 << 20;

    private final CoordinationState state = new CoordinationState();
    private final SharedPage shared = new SharedPage();

    @BeforeEach
    void threePuts() {
        for (long number = 1; number <= 3; number++) {
            Put put = new Put(Bytes.utf8("a" + number), Bytes.utf8("1"));
            state.apply(new CommandBatch(0, 1, number, List.of(put)));
        }
    }

    @Test
    void watchesOfOneRangeShareTheList() {
        EventPage first = read(new Stretch(2, 0, 0, 3));
        assertThat(first.events()).hasSize(2);
        assertThat(shared.looked()).isPositive();
        assertThat(read(new Stretch(2, 0, 0, 3)).events()).isSameAs(first.events());
        assertThat(shared.looked()).as("what is shared costs no look").isZero();
    }

    @Test
    void aWatchThatWantsMoreSharesTheBeginningAndThenReadsTheRest() {
        EventPage first = read(new Stretch(2, 0, 0, 3));
        EventPage beginning = read(new Stretch(2, 0, 0, 4));
        assertThat(beginning.events()).isSameAs(first.events());
        assertThat(beginning.more()).isTrue();
        assertThat(beginning.upTo()).isEqualTo(3);
        assertThat(read(new Stretch(4, 0, 0, 4)).events()).hasSize(1);
    }

    @Test
    void aWatchThatStandsElsewhereSharesNothing() {
        EventPage first = read(new Stretch(2, 0, 0, 3));
        assertThat(read(new Stretch(2, 1, 1, 3))).isNotSameAs(first);
        assertThat(read(new Stretch(3, 0, 0, 4)).events()).hasSize(2);
        assertThat(read(new Stretch(2, 0, 0, 2)).events()).hasSize(1);
    }

    private EventPage read(Stretch stretch) {
        WatchSource source = state.watchSource();
        return shared.read(source, SPEC, stretch, ROOM);
    }
}
