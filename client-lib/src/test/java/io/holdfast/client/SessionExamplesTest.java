package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.session.RequestId;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples in the javadoc of sessions and leases compile, run, and are the ones printed there. */
class SessionExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code(.*?)}</pre>", Pattern.DOTALL);

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Bytes key = Bytes.utf8("workers/7");
    private final Bytes value = Bytes.utf8("here");

    private void log(String line) {
        logged.add(line);
    }

    @Test
    void theExamplesRun() {
        TestPki pki = new TestPki("demo");
        IssuedCertificate.Saved files = pki.issue(Role.CLIENT, "app");
        try (FakeNode node = FakeNode.start("n1", pki, new MapScript())) {
            HoldfastClientBuilder builder =
                    HoldfastClient.builder().endpoints(node.address()).tls(pki.ca(), files.certificate(), files.key());
            builder.listenerErrors((listener, thrown) -> log(listener + ": " + thrown));
            try (HoldfastClient client = builder.build()) {
                sessions(client);
                leases(client);
                outcomes(client);
            }
        }
    }

    private void sessions(HoldfastClient client) {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        Session session = client.sessions().blocking().current();
        session.onStateChange(state -> log("session " + state));
        kv.put(key, Bytes.utf8("here"), PutOptions.DEFAULT.lease(session.lease()));
        if (session.remaining().compareTo(Duration.ofSeconds(2)) > 0) {
            log("two more seconds are certain");
        }
        session.whenEnded().thenAccept(ending -> log("over: " + ending.end() + ", " + ending.message()));
        assertThat(logged).contains("two more seconds are certain");
        assertThat(kv.get(key).keyValue().orElseThrow().lease()).isEqualTo(session.lease());

        Registration registration = session.onStateChange(state -> log("session " + state));
        registration.close();

        Session worker = client.sessions()
                .blocking()
                .open(SessionOptions.of(Duration.ofSeconds(30)).name("worker-7"));
        assertThat(worker.name()).isEqualTo("worker-7");
        try (Session session2 = client.sessions().blocking().open(SessionOptions.DEFAULT)) {
            kv.put(key, Bytes.utf8("here"), PutOptions.DEFAULT.lease(session2.lease()));
        }
        client.sessions()
                .list(0, 100)
                .thenAccept(page -> page.sessions().forEach(one -> log(one.client() + " " + one.address())));
    }

    private void leases(HoldfastClient client) {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        BlockingLeaseClient leases = client.leases().blocking();
        client.leases().onRenewal((count, took) -> log(count + " leases renewed in " + took), Runnable::run);
        LeaseGrant grant = leases.grant(Duration.ofSeconds(30));
        LeaseLife life = leases.timeToLive(grant.lease(), true);
        leases.revoke(grant.lease());
        assertThat(life.exists()).isTrue();
        client.leases()
                .grant(Duration.ofSeconds(30))
                .thenCompose(granted -> client.keyValue().put(key, value, PutOptions.DEFAULT.lease(granted.lease())));
        kept(client, kv);
        Session session = client.sessions().blocking().current();
        kv.put(key, value, PutOptions.DEFAULT.lease(session.lease()).returningPrevious());
    }

    private void kept(HoldfastClient client, BlockingKeyValueClient kv) {
        LeaseGrant grant = client.leases().blocking().grant(Duration.ofSeconds(30));
        try (KeepAlive kept = client.leases().blocking().keepAlive(grant.lease())) {
            kept.onStateChange(state -> log("lease " + state));
            kv.put(key, Bytes.utf8("here"), PutOptions.DEFAULT.lease(grant.lease()));
        }
        client.leases().blocking().revoke(grant.lease());
    }

    private void outcomes(HoldfastClient client) {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        try {
            kv.put("greeting", "hello");
        } catch (SessionExpiredException e) {
            // The cluster forgot the request with its session: only the data can tell.
            kv.get("greeting");
        }
        RequestId requestId = new RequestId(1, 1);
        RequestOutcome outcome = client.awaitOutcome(requestId);
        if (outcome instanceof RequestOutcome.Applied applied) {
            log("applied at revision " + applied.revision());
        } else if (outcome instanceof RequestOutcome.NotApplied) {
            log("safe to do again");
        }
        assertThat(logged).contains("safe to do again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Session",
                "SessionOptions",
                "SessionClient",
                "BlockingSessionClient",
                "Registration",
                "ListenerErrors",
                "LeaseClient",
                "BlockingLeaseClient",
                "KeepAlive",
                "RenewalListener",
                "PutOptions",
                "RequestOutcome",
                "SessionExpiredException"
            })
    void theJavadocPrintsWhatIsCompiledHere(String type) throws IOException {
        String compiled =
                squeezed(Files.readString(Path.of("src/test/java/io/holdfast/client/SessionExamplesTest.java")));
        String source = Files.readString(Path.of("src/main/java/io/holdfast/client/" + type + ".java"));
        Matcher examples = EXAMPLE.matcher(source);
        List<String> strange = new ArrayList<>();
        assertThat(examples.find()).as("an example in the javadoc of " + type).isTrue();
        for (String line : examples.group(1).split("\n", -1)) {
            String code = squeezed(line.replaceFirst("^ *\\* ?", ""));
            if (!compiled.contains(code)) {
                strange.add(line);
            }
        }
        assertThat(strange).isEmpty();
    }

    /** Without blanks, and with one name for every grant and session: an example stands alone, the test holds them all. */
    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "").replace("granted", "grant").replace("session2", "session");
    }
}
