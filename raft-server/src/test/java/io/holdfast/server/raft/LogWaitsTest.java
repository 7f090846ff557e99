package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.trace.Waits.Cause;
import org.junit.jupiter.api.Test;

class LogWaitsTest {
    @Test
    void theLeaderTellsItsOwnDiskFromTheFollowersAndFromApply() {
        assertThat(LogWaits.cause(10, 12, 14, true, false)).isEqualTo(Cause.APPLY);
        assertThat(LogWaits.cause(12, 12, 14, true, false)).isEqualTo(Cause.FOLLOWERS);
        assertThat(LogWaits.cause(12, 12, 12, true, false)).isEqualTo(Cause.DISK);
        assertThat(LogWaits.cause(12, 12, 12, true, true)).isNull();
    }

    @Test
    void aFollowerKnowsOfItsOwnStateAndElseNamesTheLeader() {
        assertThat(LogWaits.cause(10, 12, 14, false, true)).isEqualTo(Cause.APPLY);
        assertThat(LogWaits.cause(12, 12, 14, false, false)).isEqualTo(Cause.LEADER);
        assertThat(LogWaits.cause(12, 12, 14, false, true)).isNull();
    }
}
