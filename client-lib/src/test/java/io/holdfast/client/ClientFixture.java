package io.holdfast.client;

import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Clients and scripted nodes that speak the real protocol over real mutual TLS. */
@Timeout(60)
abstract class ClientFixture {
    static TestPki pki = new TestPki("demo");

    final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void issue() {
        pki = new TestPki("demo");
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    FakeNode node(String name, FakeNode.Script script) {
        FakeNode node = FakeNode.start(name, pki, script);
        open.add(node);
        return node;
    }

    HoldfastClient client(HoldfastClientBuilder builder) {
        HoldfastClient client = builder.build();
        open.add(() -> client.close(Duration.ZERO));
        return client;
    }

    BlockingKeyValueClient map() {
        return client(pki.client(node("n1", new MapScript()).address()))
                .keyValue()
                .blocking();
    }

    static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    static Reason rejected(CompletableFuture<?> call) {
        return ((RejectedException) failure(call)).reason();
    }

    static HoldfastException failure(CompletableFuture<?> call) {
        return Optional.ofNullable(failed(call)).orElseThrow(() -> new AssertionError("the call succeeded"));
    }

    static HoldfastException failed(CompletableFuture<?> call) {
        return (HoldfastException) call.handle((reply, thrown) -> thrown).join();
    }
}
