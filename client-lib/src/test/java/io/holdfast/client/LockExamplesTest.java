package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of locks in README and javadoc compile and run. */
@Timeout(60)
class LockExamplesTest extends ClientFixture {
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>", Pattern.DOTALL);

    private final List<String> said = new ArrayList<>();

    private synchronized void log(String line) {
        said.add(line);
    }

    private void ship(String order, long token) {
        log(order + " " + token);
    }

    private void publish(long token) {
        log("published " + token);
    }

    private void print(long token) {
        log("printed " + token);
    }

    @Test
    void theReadmesExamplesRun() {
        LockScript script = new LockScript();
        HoldfastClient client = client(pki.client(node("n1", script).address()));
        BlockingKeyValueClient kv = client.keyValue().blocking();
        Bytes key = Bytes.utf8("orders/42");
        Bytes value = Bytes.utf8("shipped");
        LockClient locks = client.locks();
        try (LockHandle h = locks.acquire("orders/42", Duration.ofSeconds(5))) {
            h.onLost(loss -> log("stop: " + loss.end() + ", " + loss.message()));
            h.guard(Duration.ofSeconds(2));
            kv.put(key, value, PutOptions.DEFAULT.onlyIf(h));
        } catch (LockTimeoutException e) {
            log("not now: " + e.holder());
        }
        Optional<LockHandle> tried = locks.tryAcquire("orders/43");
        CompletableFuture<LockHandle> later = locks.acquireAsync("orders/44");
        assertThat(tried).isPresent();
        assertThat(later.join().token()).isEqualTo(3);
        assertThat(script.guarded).hasSize(1);
    }

    @Test
    void theExamplesOfTheJavadocRun() {
        LockScript script = new LockScript();
        HoldfastClient client = client(pki.client(node("n1", script).address()));
        BlockingKeyValueClient kv = client.keyValue().blocking();
        Bytes key = Bytes.utf8("orders/42");
        Bytes value = Bytes.utf8("shipped");
        String order = "42";
        LockClient locks = client.locks();
        try (LockHandle h = locks.acquire("orders/42", Duration.ofSeconds(5))) {
            ship(order, h.token());
        }
        try (LockHandle held = client.locks().acquire("orders/42", Duration.ofSeconds(5))) {
            held.onLost(loss -> log(loss.message()));
            held.guard(Duration.ofSeconds(2));
            kv.put(key, value, PutOptions.DEFAULT.onlyIf(held));
        }
        LockOptions options = LockOptions.DEFAULT
                .patience(Duration.ofSeconds(5))
                .maxHold(Duration.ofMinutes(10))
                .label("nightly report, host a7");
        try (LockHandle held = client.locks().acquire("reports/nightly", options)) {
            held.guard(Duration.ofSeconds(30));
            assertThatExpiresIn(held, Duration.ofMinutes(10));
        } catch (LockLostException e) {
            log(e.toString());
        }
        NamedReadWriteLock catalogue = client.locks().readWrite("catalogue");
        try (LockHandle reading = catalogue.read().acquire(Duration.ofSeconds(1))) {
            publish(reading.token());
        }
        NamedSemaphore printers = client.locks().semaphore("printers", 4);
        try (LockHandle two = printers.acquire(2, Duration.ofSeconds(10))) {
            print(two.token());
        }
        await().until(() -> script.holders("printers") == 0);
        assertThat(said).contains("42 1", "published 4", "printed 5");
    }

    private static void assertThatExpiresIn(LockHandle held, Duration longest) {
        assertThat(held.remaining()).isLessThan(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LockClient", "LockHandle", "LockOptions", "NamedReadWriteLock", "NamedSemaphore"})
    void theJavadocPrintsWhatIsCompiledHere(String type) throws IOException {
        String compiled = squeezed(Files.readString(Path.of("src/test/java/io/holdfast/client/LockExamplesTest.java")));
        String source = Files.readString(Path.of("src/main/java/io/holdfast/client/" + type + ".java"));
        Matcher examples = EXAMPLE.matcher(source);
        assertThat(examples.find()).as("an example in the javadoc of " + type).isTrue();
        assertThat(examples.group(1).lines().map(line -> squeezed(line.replaceFirst("^ *\\* ?", ""))))
                .allMatch(compiled::contains);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
