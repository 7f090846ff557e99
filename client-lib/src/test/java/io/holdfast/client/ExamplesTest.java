package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of the README compile, run, and are the ones printed there. */
class ExamplesTest {
    private final List<String> logged = new CopyOnWriteArrayList<>();

    private void log(String line) {
        logged.add(line);
    }

    @Test
    void theExamplesRun() {
        TestPki pki = new TestPki("demo");
        IssuedCertificate.Saved files = pki.issue(Role.CLIENT, "app");
        try (FakeNode node = FakeNode.start("n1", pki, new MapScript());
                HoldfastClient client = HoldfastClient.builder()
                        .endpoints(node.address())
                        .tls(pki.ca(), files.certificate(), files.key())
                        .build()) {
            BlockingKeyValueClient kv = client.keyValue().blocking();
            kv.put("greeting", "hello");
            Optional<KeyValue> greeting = kv.get("greeting").keyValue();
            assertThat(greeting).isPresent();

            CompletableFuture<Long> revision = client.keyValue()
                    .withTimeout(Duration.ofMillis(500))
                    .put("greeting", "hello")
                    .thenApply(PutReply::revision);
            assertThat(revision.join()).isEqualTo(3);

            Bytes key = Bytes.utf8("jobs/42");
            TransactionReply claim = kv.transaction()
                    .when(Condition.absent(key))
                    .then(Op.put(key, Bytes.utf8("worker-1")))
                    .otherwise(Op.get(key))
                    .commit();
            assertThat(claim.succeeded()).isTrue();

            BlockingKeyValueClient nearby = kv.withConsistency(Consistency.session());
            GetReply mine = nearby.get("greeting");
            log(mine.served().node() + " " + mine.served().role() + " "
                    + mine.served().staleness());
            assertThat(logged).containsExactly("n1 LEADER Optional[PT0S]");
            logged.clear();

            try (Stream<KeyValue> jobs = kv.stream(KeyRange.prefix(Bytes.utf8("jobs/")), RangeOptions.DEFAULT)) {
                long open = jobs.filter(job -> !job.value().isEmpty()).count();
                assertThat(open).isEqualTo(1);
            }

            try {
                kv.put("greeting", "hello");
            } catch (RejectedException e) {
                log(e.reason() + ": " + e.getMessage());
            } catch (HoldfastException e) {
                if (e.outcome() == OperationOutcome.UNKNOWN) {
                    // It may have been applied: the answer settles it.
                    e.requestId()
                            .ifPresent(write ->
                                    log("in fact " + client.awaitOutcome(write).outcome()));
                }
            }
            assertThat(logged).isEmpty();

            Session session = client.sessions().blocking().current();
            session.onStateChange(state -> log("session " + state));
            kv.put(Bytes.utf8("workers/7"), Bytes.utf8("here"), PutOptions.DEFAULT.lease(session.lease()));
            session.whenEnded().thenAccept(ending -> log("over: " + ending.end() + ", " + ending.message()));
            LeaseGrant grant = client.leases().blocking().grant(Duration.ofSeconds(30));
            try (KeepAlive kept = client.leases().blocking().keepAlive(grant.lease())) {
                log("lease " + kept.lease() + " lives for " + kept.remaining());
            }
        }
    }

    @Test
    void theReadmePrintsWhatIsCompiledHere() throws IOException {
        String compiled = squeezed(Files.readString(Path.of("src/test/java/io/holdfast/client/ExamplesTest.java"))
                + Files.readString(Path.of("src/test/java/io/holdfast/client/WatchExamplesTest.java"))
                + Files.readString(Path.of("src/test/java/io/holdfast/client/LockExamplesTest.java")));
        List<String> strange = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.startsWith("```")) {
                code = line.equals("```java");
            } else if (code && !compiled.contains(squeezed(line)) && !opensTheClient(line)) {
                strange.add(line);
            }
        }
        assertThat(strange).isEmpty();
    }

    /** The one example whose addresses and files are not this test's; compiled below. */
    private static boolean opensTheClient(String line) {
        return line.contains(".endpoints(") || line.contains(".tls(") || line.contains("try (HoldfastClient client");
    }

    static HoldfastClientBuilder asInTheReadme() {
        return HoldfastClient.builder()
                .endpoints("127.0.0.1:7400,127.0.0.1:7410,127.0.0.1:7420")
                .tls(Path.of("pki/ca.pem"), Path.of("pki/app.pem"), Path.of("pki/app.key"));
    }

    @Test
    void theBuilderOfTheReadmeIsComplete() {
        assertThat(asInTheReadme().config().endpoints()).hasSize(3);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
