package io.holdfast.benchmarks.locks;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LockHandle;
import io.holdfast.client.NamedLock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ours, over mutual TLS. Endpoints and certificates come from the environment, as {@code scripts/cluster} writes it.
 *
 * @param awaited whether a release is waited for; {@code close()} of a handle does not
 */
record HoldfastPeer(boolean awaited) implements LockPeer {
    @Override
    public String description() {
        return "Holdfast, mutual TLS, " + (awaited ? "release awaited" : "release by close()");
    }

    @Override
    public Connection connect() {
        return new HoldfastConnection(client("lock-benchmark"), awaited);
    }

    /** Patient: a machine that is too busy shows in the figures, not in a run that fails. */
    static HoldfastClient client(String name) {
        return HoldfastClient.builder()
                .fromEnvironment()
                .name(name)
                .connectTimeout(Duration.ofSeconds(10))
                .requestTimeout(Duration.ofSeconds(30))
                .build();
    }

    private record HoldfastConnection(HoldfastClient client, boolean awaited) implements Connection {
        @Override
        public Contender contender(String lock) {
            return new HoldfastContender(client.locks().exclusive(lock), awaited);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static final class HoldfastContender implements Contender {
        private final NamedLock lock;
        private final boolean awaited;
        private @Nullable LockHandle held;

        HoldfastContender(NamedLock lock, boolean awaited) {
            this.lock = lock;
            this.awaited = awaited;
        }

        @Override
        public void acquire() {
            held = lock.acquire();
        }

        @Override
        public void release() throws Exception {
            LockHandle mine = held;
            if (mine == null) {
                throw new IllegalStateException("not held");
            }
            held = null;
            if (awaited) {
                mine.releaseAsync().get(30, TimeUnit.SECONDS);
            } else {
                mine.close();
            }
        }
    }
}
