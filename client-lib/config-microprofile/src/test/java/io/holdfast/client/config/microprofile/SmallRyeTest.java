package io.holdfast.client.config.microprofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.client.config.ConfigHandle;
import io.holdfast.client.config.ConfigProperties;
import io.holdfast.client.config.ConfigValue;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The source inside an implementation of MicroProfile Config, SmallRye Config, beside its own sources: system properties and
 * {@code META-INF/microprofile-config.properties}, which says a pool of 2 and a queue of 50.
 */
class SmallRyeTest {
    private static final String OVERRIDE = "pool.timeout";

    @SuppressWarnings("unchecked")
    private final ConfigHandle<Map<String, String>> handle = mock(ConfigHandle.class);

    private Config config;

    @BeforeEach
    void anApplication() {
        when(handle.set()).thenReturn("shop");
        release("""
                name: shop
                pool:
                  size: 4
                  timeout: PT5S
                  eager: yes
                  hosts: [a, b]
                """);
        System.setProperty(OVERRIDE, "PT7S");
        config = ConfigProviderResolver.instance()
                .getBuilder()
                .addDefaultSources()
                .withSources(new HoldfastConfigSource(handle))
                .build();
        assertThat(config).isInstanceOf(SmallRyeConfig.class);
    }

    @AfterEach
    void noLonger() {
        System.clearProperty(OVERRIDE);
    }

    private void release(String yaml) {
        Document document = new Document("shop.yaml", DocumentType.YAML, Bytes.utf8(yaml));
        when(handle.current()).thenReturn(ConfigProperties.of(ConfigValue.parse(document)));
    }

    @Test
    void whatIsPublishedIsFoundAndConverted() {
        assertThat(config.getValue("name", String.class)).isEqualTo("shop");
        assertThat(config.getValue("pool.size", Integer.class)).isEqualTo(4);
        assertThat(config.getValue("pool.eager", Boolean.class)).isTrue();
        assertThat(config.getValues("pool.hosts", String.class)).containsExactly("a", "b");
        assertThat(config.getOptionalValue("motd", String.class)).isEmpty();
        assertThat(config.getPropertyNames()).contains("name", "pool.size", "pool.hosts[1]");
        assertThatThrownBy(() -> config.getValue("motd", String.class)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> config.getValue("name", Integer.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itStandsAboveWhatIsPackedAndBelowSystemProperties() {
        assertThat(config.getConfigValue("pool.size"))
                .returns("holdfast:shop", each -> each.getSourceName())
                .returns(HoldfastConfigSource.ORDINAL, each -> each.getSourceOrdinal());
        assertThat(config.getValue("pool.queue", Integer.class))
                .as("packed only")
                .isEqualTo(50);
        assertThat(config.getValue(OVERRIDE, Duration.class))
                .as("said at this machine")
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(config.getConfigSources()).extracting(each -> each.getName()).contains("holdfast:shop");
    }

    @Test
    void anotherOrdinalPutsItAboveSystemProperties() {
        Config other = ConfigProviderResolver.instance()
                .getBuilder()
                .addDefaultSources()
                .withSources(new HoldfastConfigSource(handle, 450))
                .build();

        assertThat(other.getValue(OVERRIDE, Duration.class)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aNewReleaseIsSeenByWhoeverAsksLater() {
        Supplier<Integer> size = () -> config.getValue("pool.size", Integer.class);
        assertThat(size.get()).isEqualTo(4);

        release("pool:\n  size: 8\nmotd: hello\n");

        assertThat(size.get()).isEqualTo(8);
        assertThat(config.getValue("motd", String.class)).as("a new name").isEqualTo("hello");
        assertThat(config.getOptionalValue("name", String.class)).as("gone").isEmpty();

        release("motd: hello\n");

        assertThat(size.get()).as("what is packed counts again").isEqualTo(2);
    }

    @Test
    void expressionsInADocumentAreTheImplementationsToResolve() {
        release("host: db-1\nurl: jdbc:h2://${host}/${schema:shop}\n");

        assertThat(config.getValue("url", String.class)).isEqualTo("jdbc:h2://db-1/shop");
        assertThat(new HoldfastConfigSource(handle).getValue("url")).isEqualTo("jdbc:h2://${host}/${schema:shop}");
    }
}
