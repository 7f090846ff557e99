package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.util.ExitUtils;
import org.junit.jupiter.api.Test;

class RatisServersTest {
    @Test
    void aThreadThatDiesStopsTheNode() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        RecordingFailStop failStop = new RecordingFailStop();
        try {
            RatisServers.stopOnDeadThreads(failStop);
            ExitUtils.disableSystemExit();
            Thread dying = new Thread(() -> ExitUtils.terminate(1, "the log worker failed", null), "EventProcessor");
            dying.start();
            dying.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("thread EventProcessor died")
                .contains("the log worker failed")
                .contains("only looks alive");
    }
}
