package io.holdfast.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
    private static final SnapshotOptions OPTIONS =
            new SnapshotOptions(100, 1_000, Duration.ofMinutes(1), 2, 1 << 20, "test");

    private long now = 1;

    @Test
    void whicheverBoundIsMetFirstCounts() {
        SnapshotSchedule schedule = new SnapshotSchedule(OPTIONS, () -> 0, now);
        assertThat(schedule.isDue(99, 999, 0, now)).isFalse();
        assertThat(schedule.isDue(100, 0, 0, now)).isTrue();
        assertThat(schedule.isDue(1, 1_000, 0, now)).isTrue();
        now += Duration.ofMinutes(1).toNanos();
        assertThat(schedule.isDue(1, 1, 0, now)).isTrue();
        assertThat(schedule.isDue(0, 0, 0, now)).as("nothing new").isFalse();
    }

    @Test
    void aLargeStateIsNotWrittenMoreOftenThanItsSizeInLog() {
        SnapshotSchedule schedule = new SnapshotSchedule(OPTIONS, () -> 0, now);
        schedule.taken(50_000, 0, now);
        assertThat(schedule.isDue(1, 49_999, 0, now)).isFalse();
        assertThat(schedule.isDue(1, 50_000, 0, now)).isTrue();
    }

    @Test
    void afterOneThereIsARestOfTheTimeItTook() {
        SnapshotSchedule schedule = new SnapshotSchedule(OPTIONS, () -> 0, now);
        schedule.taken(10, Duration.ofSeconds(30).toNanos(), now);
        now += Duration.ofSeconds(29).toNanos();
        assertThat(schedule.isDue(1_000, 1_000, 0, now)).isFalse();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(schedule.isDue(1_000, 1_000, 0, now)).isTrue();
    }

    @Test
    void failuresAreTriedAgainAtGrowingIntervalsUntilOneSucceeds() {
        SnapshotSchedule schedule = new SnapshotSchedule(OPTIONS, () -> 0, now);
        assertThat(schedule.failed(now)).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(schedule.isDue(100, 0, 0, now)).isFalse();
        assertThat(schedule.failed(now)).isEqualTo(Duration.ofSeconds(20).toNanos());
        for (int i = 0; i < 20; i++) {
            schedule.failed(now);
        }
        assertThat(schedule.failed(now)).isEqualTo(Duration.ofMinutes(5).toNanos());
        schedule.taken(1, 0, now);
        assertThat(schedule.failed(now)).isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void nodesDrawDifferentBoundsSoThatNotAllWriteAtOnce() {
        assertThat(new SnapshotSchedule(OPTIONS, () -> 0.96, now).isDue(123, 0, 0, now))
                .isFalse();
        assertThat(new SnapshotSchedule(OPTIONS, () -> 0.96, now).isDue(124, 0, 0, now))
                .isTrue();
    }

    @Test
    void itWaitsWhileApplyIsBehindTheLogButNotForEver() {
        SnapshotSchedule schedule = new SnapshotSchedule(OPTIONS, () -> 0, now);
        long behind = SnapshotSchedule.MAX_LAG + 1;
        assertThat(schedule.isDue(399, 3_999, behind, now)).isFalse();
        assertThat(schedule.isDue(399, 3_999, SnapshotSchedule.MAX_LAG, now)).isTrue();
        assertThat(schedule.isDue(400, 0, behind, now)).as("entries").isTrue();
        assertThat(schedule.isDue(1, 4_000, behind, now)).as("bytes").isTrue();
        now += Duration.ofMinutes(4).toNanos();
        assertThat(schedule.isDue(1, 1, behind, now)).as("time").isTrue();
    }
}
