package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HaltingFailStopTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch halted = new CountDownLatch(1);

    @Test
    void theLineIsLoggedAndThenTheProcessHalts() {
        failStop((line, cause) -> events.add(line), Duration.ofMinutes(1)).fail("the disk is gone", null);

        assertThat(events).containsExactly("the disk is gone", "halt");
    }

    @Test
    void aLogThatBlocksDoesNotKeepTheProcessAlive() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);
        Thread failing = new Thread(() -> failStop((line, cause) -> awaitQuietly(forEver), Duration.ofMillis(20))
                .fail("the disk is gone", null));
        failing.start();

        assertThat(halted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(failing.isAlive()).as("still logging").isTrue();
        forEver.countDown();
        failing.join();
    }

    @Test
    void aLogThatThrowsDoesNotKeepTheProcessAlive() {
        HaltingFailStop failStop = failStop(
                (line, cause) -> {
                    throw new IllegalStateException("no log");
                },
                Duration.ofMinutes(1));

        assertThatThrownBy(() -> failStop.fail("the disk is gone", null)).hasMessage("no log");
        assertThat(events).containsExactly("halt");
    }

    private HaltingFailStop failStop(FailStop log, Duration patience) {
        return new HaltingFailStop(
                log,
                () -> {
                    events.add("halt");
                    halted.countDown();
                },
                patience);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
