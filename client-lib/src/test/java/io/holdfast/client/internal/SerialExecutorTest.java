package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A caller's executor that fails is the caller's trouble, never the loop's. */
class SerialExecutorTest {
    private static final Executor BROKEN = task -> {
        throw new IllegalStateException("no threads today");
    };

    @Test
    void pain30_anExecutorThatThrowsDoesNotHurtWhoBringsTasksAndTheyRunAllTheSame() {
        SerialExecutor serial = new SerialExecutor(BROKEN);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        serial.execute(() -> first.complete("first"));
        serial.execute(() -> second.complete("second"));
        assertThat(first.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("first");
        assertThat(second.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("second");
    }

    @Test
    void pain30_aCallbackExecutorThatThrowsLosesNoAnswer() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Callbacks.inOrder(BROKEN).run(() -> answer.complete("told"));
        assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("told");
    }
}
