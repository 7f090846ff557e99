package io.holdfast.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void aTaskIsHeldToItsRate() throws Exception {
        Pace pace = new Pace(1_000_000, System::nanoTime);
        long begun = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            pace.spend(10_000);
        }
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(90));
    }

    @Test
    void callingItOffEndsAWaitAtOnce() {
        Pace pace = new Pace(1, System::nanoTime);
        CompletableFuture<Void> task = CompletableFuture.runAsync(() -> {
            assertThatThrownBy(() -> pace.spend(1_000_000)).isInstanceOf(InterruptedIOException.class);
        });
        pace.callOff("a test");
        assertThat(task).succeedsWithin(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> pace.spend(0)).isInstanceOf(InterruptedIOException.class);
    }
}
