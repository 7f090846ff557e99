package io.holdfast.server.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapRoomTest {
    private static final long MAX = 1_000;

    private long now = 1;
    private HeapReading reading = new HeapReading(0, 0, 10, MAX);
    private final HeapRoom room = new HeapRoom("n1", () -> reading, () -> now);

    @Test
    void garbageThatSomeCollectionsLeaveBehindIsNotFullness() {
        for (int after : List.of(950, 960, 880, 970, 960, 500, 990, 980)) {
            collected(after);
            assertThat(room.isFull()).as("%d left", after).isFalse();
        }
    }

    @Test
    void whatEachOfTheLastCollectionsLeftIsAliveAndTooMuchOfItIsFull() {
        collected(905);
        collected(990);
        assertThat(room.isFull()).isFalse();
        collected(910);
        assertThat(room.isFull()).isTrue();
        assertThat(room.liveBytes()).isEqualTo(905);
        assertThat(room.warning()).contains("HOLDFAST_SERVER_HEAP").contains("history.max-bytes");
    }

    @Test
    void fullEndsOnlyWellBelowWhereItBegan() {
        fill();
        collected(870);
        assertThat(room.isFull()).isTrue();
        collected(840);
        assertThat(room.isFull()).isFalse();
    }

    @Test
    void lessInUseThanTheBoundIsRoomWithoutAnyCollection() {
        fill();
        reading = new HeapReading(reading.collections(), reading.after(), 300, MAX);
        room.look();
        assertThat(room.isFull()).isFalse();
    }

    @Test
    void aHeapThatIsNeverMuchEmptierThanFourFifthsForMinutesIsShort() {
        for (int i = 0; i < 10; i++) {
            collected(850);
        }
        assertThat(room.warning()).as("at once").isEmpty();
        for (int i = 0; i < 13; i++) {
            now += Duration.ofSeconds(10).toNanos();
            collected(i % 2 == 0 ? 850 : 890);
        }
        assertThat(room.warning()).contains("MiB of heap are in use");
        assertThat(room.isFull()).isFalse();
        collected(700);
        assertThat(room.warning()).as("one collection left less").isEmpty();
    }

    @Test
    void aLookBetweenTwoCollectionsCountsNeitherTwice() {
        collected(990);
        room.look();
        room.look();
        assertThat(room.isFull()).isFalse();
    }

    @Test
    @SuppressWarnings("ExplicitGc") // What a collection of this very machine leaves is to be read.
    void theHeapOfThisProcessIsRead() {
        System.gc();
        HeapReading read = new JvmHeap().get();
        assertThat(read.collections()).isPositive();
        assertThat(read.max()).isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(read.after()).isBetween(1L, read.max());
        assertThat(read.used()).isBetween(1L, read.max());
    }

    @Test
    void theCacheOfTheLogFollowsTheHeapWithinBounds() {
        assertThat(HeapShares.logCache(1L << 30)).isEqualTo(64L << 20);
        assertThat(HeapShares.logCache(256L << 20)).isEqualTo(16L << 20);
        assertThat(HeapShares.logCache(64L << 20)).isEqualTo(8L << 20);
        assertThat(HeapShares.logCache(64L << 30)).isEqualTo(64L << 20);
    }

    @Test
    void boundsThatLeaveLessThanHalfOfTheHeapToTheKeysAreComplainedOf() {
        long gibibyte = 1L << 30;
        assertThat(HeapShares.complaint(gibibyte, gibibyte / 8, gibibyte / 16))
                .as("the defaults")
                .isEmpty();
        assertThat(HeapShares.complaint(gibibyte / 4, gibibyte / 8, gibibyte / 16))
                .contains("history.max-bytes, 128 MiB", "HOLDFAST_SERVER_HEAP");
    }

    private void fill() {
        for (int i = 0; i < HeapRoom.COLLECTIONS; i++) {
            collected(950);
        }
        assertThat(room.isFull()).isTrue();
    }

    private void collected(long left) {
        reading = new HeapReading(reading.collections() + 1, left, left + 5, MAX);
        room.look();
    }
}
