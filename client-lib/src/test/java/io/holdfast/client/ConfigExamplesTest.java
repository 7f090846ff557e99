package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigHandle;
import io.holdfast.client.config.Documents;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.ReleaseHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentMatchers;

/** The examples of configuration in the documentation and the javadoc compile and run. */
@Timeout(60)
class ConfigExamplesTest extends ClientFixture {
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\n(.*?)\\* }</pre>", Pattern.DOTALL);
    private static final Pattern PAGE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    record Pool(int size, Duration timeout) {}

    record Shop(String name, Pool pool) {}

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    private synchronized void log(String line) {
        said.add(line);
    }

    private synchronized boolean logged(String line) {
        return said.contains(line);
    }

    private void resize(int threads) {
        log("threads " + threads);
    }

    private void serve(Shop shop) {
        log("serving " + shop.name());
    }

    /** Examples name folders that only exist on machines that run the service. */
    private Path path(String text) {
        return folder.resolve(text.substring(text.lastIndexOf('/') + 1));
    }

    /** Where examples are compiled and run: here, and in the modules that are examples' own. */
    private static final List<String> COMPILED = List.of(
            "src/test/java/io/holdfast/client/ConfigExamplesTest.java",
            "config-schema/src/test/java/io/holdfast/client/config/schema/SchemaExamplesTest.java",
            "config-microprofile/src/test/java/io/holdfast/client/config/microprofile/HoldfastConfigSourceTest.java",
            "config-spring/src/test/java/io/holdfast/client/config/spring/HoldfastPropertySourceTest.java");

    @Test
    void theExamplesRun() throws IOException {
        Files.writeString(path("shop.yaml"), "name: shop\npool: {size: 8}\n");
        HoldfastClient client =
                client(pki.client(node("n1", new ReleaseScript()).address()));
        ReleaseClient releases = client.releases();
        List<Document> documents = new Documents().addFile(path("shop.yaml")).list();
        ReleaseHeader first = releases.publish(
                        "shop", documents, PublishOptions.DEFAULT.expected(0).comment("hello"))
                .join();
        assertThat(first.number()).isEqualTo(1);
        try (ConfigClient configs = ConfigClient.builder(client)
                .identity("shop-7")
                .label("region", "eu")
                .lastKnownGood(path("/var/lib/shop/config"))
                .build()) {
            ConfigHandle<Shop> shop = configs.bind(
                    "shop",
                    ConfigBinding.of(Shop.class)
                            .defaults("pool: {timeout: 5s}")
                            .documents("shop.yaml")
                            .overlays("shop-prod.yaml")
                            .validate(each ->
                                    each.pool().size() > 100 ? Optional.of("too many threads") : Optional.empty())
                            .listener(update -> resize(update.value().pool().size())));
            int size = shop.awaitReady(Duration.ofSeconds(10)).pool().size();
            assertThat(size).isEqualTo(8);
            await().until(() -> logged("threads 8"));
        }
        assertThat(path("config").resolve("shop.release")).exists();
    }

    @Test
    void theExamplesOfTheJavadocRun() {
        List<Document> documents = new Documents()
                .add("app.yaml", "pool:\n  size: 8\n")
                .add("motd.txt", "hello\n")
                .list();
        assertThat(documents).hasSize(2);
        ConfigBinding<Pool> simple = ConfigBinding.of(Pool.class);
        ConfigBinding<Pool> checked = simple.validate(
                pool -> pool.size() > 100 ? Optional.of("the pool may have 100 threads") : Optional.empty());
        assertThat(checked).isNotSameAs(simple);
        ConfigBinding<Shop> binding = ConfigBinding.of(Shop.class)
                .defaults("pool: {size: 4}")
                .documents("shop.yaml")
                .overlays("shop-prod.yaml")
                .validate(shop -> shop.pool().size() > 100 ? Optional.of("too many threads") : Optional.empty())
                .listener(update -> resize(update.value().pool().size()));
        assertThat(binding).isNotNull();
        HoldfastClient client =
                client(pki.client(node("n1", new ReleaseScript()).address()));
        client.releases()
                .publish(
                        "shop",
                        new Documents()
                                .add("shop.yaml", "name: a\npool: {size: 1}\n")
                                .list(),
                        PublishOptions.DEFAULT)
                .join();
        try (ConfigClient configs = ConfigClient.builder(client)
                .identity("shop-7")
                .label("region", "eu")
                .lastKnownGood(path("/var/lib/shop/config"))
                .build()) {
            ConfigHandle<Shop> shop = configs.bind(
                    "shop",
                    ConfigBinding.of(Shop.class)
                            .listener(update ->
                                    log("release " + update.release().header().number())));
            serve(shop.awaitReady(Duration.ofSeconds(10)));
            await().until(() -> logged("release 1"));
        }
        try (ConfigClient configs = ConfigClient.of(client)) {
            try (ConfigHandle<Shop> shop = configs.bind("shop", Shop.class)) {
                int size = shop.awaitReady(Duration.ofSeconds(10)).pool().size();
                assertThat(size).isEqualTo(1);
            }
        }
        assertThat(logged("serving a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConfigClient", "ConfigHandle", "ConfigBinding", "ConfigValidator", "Documents"})
    void theJavadocPrintsWhatIsCompiledHere(String type) throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/holdfast/client/config/" + type + ".java"));
        assertCompiledHere(JAVADOC.matcher(source), type);
    }

    @Test
    void aSetIsReadByFlatNames() {
        ConfigClient configs = mock(ConfigClient.class);
        ConfigHandle<Map<String, String>> handle = mock();
        when(configs.bind(eq("shop"), ArgumentMatchers.<ConfigBinding<Map<String, String>>>any()))
                .thenReturn(handle);
        assertThat(flat(configs)).isSameAs(handle);
        verify(handle).awaitReady(Duration.ofSeconds(10));
    }

    private static ConfigHandle<Map<String, String>> flat(ConfigClient configs) {
        ConfigHandle<Map<String, String>> shop =
                configs.bind("shop", ConfigBinding.properties().documents("shop.yaml"));
        shop.awaitReady(Duration.ofSeconds(10));
        return shop;
    }

    @Test
    void theGuidePrintsWhatIsCompiledHere() throws IOException {
        assertCompiledHere(PAGE.matcher(Files.readString(Path.of("../docs/configuration.md"))), "the guide");
    }

    private static void assertCompiledHere(Matcher examples, String where) throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String each : COMPILED) {
            sources.append(Files.readString(Path.of(each)));
        }
        String compiled = squeezed(sources.toString());
        int found = 0;
        while (examples.find()) {
            found++;
            assertThat(examples.group(1).lines().map(line -> squeezed(line.replaceFirst("^ *\\* ?", ""))))
                    .as("an example in %s", where)
                    .allMatch(compiled::contains);
        }
        assertThat(found).as("examples in %s", where).isPositive();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "").replace("Path.of(", "path(");
    }
}
