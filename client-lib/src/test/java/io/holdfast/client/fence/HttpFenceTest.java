package io.holdfast.client.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.client.LockHandle;
import io.holdfast.client.LockLostException;
import io.holdfast.model.lock.LockGuard;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens on requests. */
class HttpFenceTest {
    private static final URI WHERE = URI.create("http://127.0.0.1/orders/42");

    private static LockHandle held() {
        LockHandle held = mock(LockHandle.class);
        when(held.name()).thenReturn("orders/42 ü");
        when(held.token()).thenReturn(7L);
        return held;
    }

    @Test
    void whatIsStampedIsRead() {
        HttpRequest request =
                HttpFence.stamp(HttpRequest.newBuilder(WHERE), held()).build();
        assertThat(request.headers().firstValue("holdfast-fencing-token")).contains("7");
        assertThat(HttpFence.read(request.headers()::firstValue)).contains(new LockGuard("orders/42 ü", 7));
    }

    @Test
    void aLostLockStampsNothing() {
        LockHandle lost = held();
        doThrow(new LockLostException(null, "lost")).when(lost).guard(any(Duration.class));
        assertThatExceptionOfType(LockLostException.class)
                .isThrownBy(() -> HttpFence.stamp(HttpRequest.newBuilder(WHERE), lost));
    }

    @Test
    void headersOfStrangersAreChecked() {
        assertThat(HttpFence.read(name -> Optional.empty())).isEmpty();
        for (Map<String, String> bad : List.of(
                Map.of(HttpFence.TOKEN, "7"),
                Map.of(HttpFence.LOCK, "a"),
                Map.of(HttpFence.LOCK, "a", HttpFence.TOKEN, "-7"),
                Map.of(HttpFence.LOCK, "a", HttpFence.TOKEN, "99999999999999999999"),
                Map.of(HttpFence.LOCK, "%zz", HttpFence.TOKEN, "7"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HttpFence.read(name -> Optional.ofNullable(bad.get(name))));
        }
    }
}
