package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts are resolved anew for each connection: a name that moved is found where it is now. */
@Timeout(60)
class HostNameTest extends ClientFixture {
    private final MovingNames names = new MovingNames();

    @BeforeEach
    void register() {
        NameResolverRegistry.getDefaultRegistry().register(names);
    }

    @AfterEach
    void deregister() {
        NameResolverRegistry.getDefaultRegistry().deregister(names);
    }

    @Test
    void aNodeThatMovedIsFoundUnderItsNameWithoutANewClient() {
        FakeNode before = node("localhost", new MapScript());
        names.port = before.port();
        HoldfastClient client = client(pki.client("localhost:7400"));
        client.keyValue().blocking().put("a", "1");
        int lookUps = names.lookUps.get();
        assertThat(lookUps).isPositive();

        FakeNode after = node("localhost", new MapScript());
        names.port = after.port();
        before.close();
        await().untilAsserted(() ->
                assertThat(client.keyValue().put("a", "2").join().revision()).isEqualTo(2));
        assertThat(names.lookUps.get()).as("looked up again").isGreaterThan(lookUps);
        assertThat(after.open()).hasSize(1);
    }

    /** Every name leads to one port of this machine, which the test moves. */
    private static final class MovingNames extends NameResolverProvider {
        private final AtomicInteger lookUps = new AtomicInteger();
        private volatile int port;

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 10;
        }

        @Override
        public String getDefaultScheme() {
            return "dns";
        }

        @Override
        public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
            if (!target.getScheme().equals("dns")) {
                return null;
            }
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return target.getPath().substring(1);
                }

                @Override
                public void start(Listener2 listener) {
                    lookUps.incrementAndGet();
                    InetSocketAddress now = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                    listener.onResult2(ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(List.of(new EquivalentAddressGroup(now))))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }
    }
}
