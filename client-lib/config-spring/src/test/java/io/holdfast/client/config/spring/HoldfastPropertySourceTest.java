package io.holdfast.client.config.spring;

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
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

class HoldfastPropertySourceTest {
    @SuppressWarnings("unchecked")
    private final ConfigHandle<Map<String, String>> handle = mock(ConfigHandle.class);

    private final StandardEnvironment environment = new StandardEnvironment();

    @BeforeEach
    void aSet() {
        when(handle.set()).thenReturn("shop");
        release("pool:\n  size: 4\n  hosts: [a, b]\nname: shop\n");
    }

    private void release(String yaml) {
        Document document = new Document("shop.yaml", DocumentType.YAML, Bytes.utf8(yaml));
        when(handle.current()).thenReturn(ConfigProperties.of(ConfigValue.parse(document)));
    }

    @Test
    void aSetIsReadByItsFlatNames() {
        HoldfastPropertySource source = new HoldfastPropertySource(handle);
        environment.getPropertySources().addLast(source);

        assertThat(source.getName()).isEqualTo("holdfast:shop");
        assertThat(source.getPropertyNames()).containsExactly("name", "pool.hosts[0]", "pool.hosts[1]", "pool.size");
        assertThat(environment.getProperty("pool.size", Integer.class)).isEqualTo(4);
        assertThat(environment.getProperty("pool.hosts[1]")).isEqualTo("b");
        assertThat(environment.resolveRequiredPlaceholders("${name}-${pool.size}"))
                .isEqualTo("shop-4");
        assertThat(environment.containsProperty("name")).isTrue();
        assertThat(environment.containsProperty("pool")).isFalse();
    }

    @Test
    void whatStandsBeforeItWins() {
        environment.getPropertySources().addFirst(new HoldfastPropertySource(handle));
        environment.getPropertySources().addFirst(new MapPropertySource("by hand", Map.of("pool.size", "5")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("packed", Map.of("name", "packed", "motd", "hi")));

        assertThat(environment.getProperty("pool.size")).isEqualTo("5");
        assertThat(environment.getProperty("name")).isEqualTo("shop");
        assertThat(environment.getProperty("motd")).isEqualTo("hi");
    }

    @Test
    void aLaterReleaseIsSeenByWhoeverAsksLater() {
        environment.getPropertySources().addLast(new HoldfastPropertySource(handle));

        release("name: new\n");

        assertThat(environment.getProperty("name")).isEqualTo("new");
        assertThat(environment.containsProperty("pool.size")).isFalse();
    }

    @Test
    void severalBindingsOfASetStandSideBySide() {
        environment.getPropertySources().addLast(new HoldfastPropertySource(handle));
        environment.getPropertySources().addLast(new HoldfastPropertySource("other", handle));

        assertThat(environment.getPropertySources().contains("holdfast:shop")).isTrue();
        assertThat(environment.getPropertySources().contains("other")).isTrue();
    }

    @Test
    void nothingStartsOnDefaultsBecauseNobodyWaited() {
        when(handle.current()).thenThrow(new IllegalStateException("wait for ready()"));

        assertThatThrownBy(() -> new HoldfastPropertySource(handle)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theGuidesExample() {
        ConfigHandle<Map<String, String>> shop = handle;
        PropertySource<?> source = new HoldfastPropertySource(shop);
        environment.getPropertySources().addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        assertThat(environment.getProperty("pool.size")).isEqualTo("4");
    }
}
