package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that share threads, over real mutual TLS. */
@Timeout(60)
class ClientThreadsTest extends ClientFixture {
    private static final int CLIENTS = 20;

    @Test
    void manyClientsWorkOnAsManyThreadsAsWereAskedFor() {
        FakeNode node = node("n1", new MapScript());
        try (ClientThreads threads = ClientThreads.start("shared-by-many", 2, 2)) {
            List<HoldfastClient> clients = clients(node, threads);
            clients.forEach(client -> client.keyValue().blocking().put("a", "1"));

            assertThat(node.connections()).isEqualTo(CLIENTS);
            assertThat(running("shared-by-many-io")).hasSize(2);
            assertThat(running("shared-by-many")).hasSizeLessThanOrEqualTo(4);
            clients.forEach(HoldfastClient::close);
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> running("shared-by-many").isEmpty());
    }

    @Test
    void aClientThatIsClosedLeavesTheOthersTheirThreads() {
        FakeNode node = node("n1", new MapScript());
        try (ClientThreads threads = ClientThreads.start("left-to-others", 1, 1)) {
            List<HoldfastClient> clients = clients(node, threads);
            HoldfastClient last = clients.remove(0);
            clients.forEach(HoldfastClient::close);
            assertThat(last.keyValue().blocking().put("a", "1").revision()).isPositive();
            last.close();
        }
    }

    @Test
    void aClientClosedOnASharedCallbackThreadDoesNotWaitForItself() {
        FakeNode node = node("n1", new MapScript());
        try (ClientThreads threads = ClientThreads.start("closed-within", 1, 1)) {
            HoldfastClient client = client(pki.client(node.address()).threads(threads));
            CompletableFuture<Void> closed = client.keyValue().put("a", "1").thenAccept(reply -> client.close());
            assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void threadsAreNotClosedUnderAClientAndNotUsedAfterTheirEnd() {
        FakeNode node = node("n1", new MapScript());
        ClientThreads threads = ClientThreads.start("in-use", 1, 1);
        HoldfastClient client = client(pki.client(node.address()).threads(threads));
        assertThatIllegalStateException().isThrownBy(threads::close).withMessageContaining("1 clients still work");
        assertThat(client.keyValue().blocking().put("a", "1").revision()).isPositive();
        client.close();
        client.close();
        threads.close();
        threads.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> pki.client(node.address()).threads(threads).build())
                .withMessageContaining("were closed");
    }

    @Test
    void numbersOfThreadsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientThreads.start("none", 0, 1))
                .withMessage("event loops: 1 to 1024, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientThreads.start("too many", 1, 1_025))
                .withMessage("threads for callbacks: 1 to 1024, not 1025");
    }

    private List<HoldfastClient> clients(FakeNode node, ClientThreads threads) {
        List<HoldfastClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(client(pki.client(node.address()).threads(threads)));
        }
        return clients;
    }

    private static Set<Thread> running(String beginning) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(beginning))
                .collect(Collectors.toSet());
    }
}
