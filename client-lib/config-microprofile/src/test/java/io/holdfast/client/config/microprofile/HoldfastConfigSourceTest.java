package io.holdfast.client.config.microprofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.client.config.ConfigHandle;
import io.holdfast.client.config.ConfigProperties;
import io.holdfast.client.config.ConfigValue;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldfastConfigSourceTest {
    @SuppressWarnings("unchecked")
    private final ConfigHandle<Map<String, String>> handle = mock(ConfigHandle.class);

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
        HoldfastConfigSource source = new HoldfastConfigSource(handle);

        assertThat(source.getName()).isEqualTo("holdfast:shop");
        assertThat(source.getProperties())
                .isEqualTo(Map.of("name", "shop", "pool.hosts[0]", "a", "pool.hosts[1]", "b", "pool.size", "4"));
        assertThat(source.getPropertyNames()).containsExactly("name", "pool.hosts[0]", "pool.hosts[1]", "pool.size");
        assertThat(source.getValue("pool.size")).isEqualTo("4");
        assertThat(source.getValue("pool")).isNull();
    }

    @Test
    void itCountsMoreThanWhatIsPackedAndLessThanTheEnvironment() {
        assertThat(new HoldfastConfigSource(handle).getOrdinal())
                .isGreaterThan(ConfigSource.DEFAULT_ORDINAL)
                .isLessThan(300);
        assertThat(new HoldfastConfigSource(handle, 450).getOrdinal()).isEqualTo(450);
    }

    @Test
    void aLaterReleaseIsSeenByWhoeverAsksLater() {
        HoldfastConfigSource source = new HoldfastConfigSource(handle);
        Map<String, String> before = source.getProperties();

        release("name: new\nmotd: hello\n");

        assertThat(source.getValue("name")).isEqualTo("new");
        assertThat(source.getPropertyNames()).containsExactly("motd", "name");
        assertThat(source.getValue("pool.size")).isNull();
        assertThat(before).as("of one release").containsEntry("name", "shop");
    }

    @Test
    void whoPublishesDoesNotSayWhatItCounts() {
        release("config_ordinal: 900\n");

        assertThat(new HoldfastConfigSource(handle).getOrdinal()).isEqualTo(200);
    }

    @Test
    void nobodyChangesItFromOutside() {
        HoldfastConfigSource source = new HoldfastConfigSource(handle);

        assertThatThrownBy(() -> source.getProperties().put("name", "other"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> source.getPropertyNames().remove("name"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void nothingStartsOnDefaultsBecauseNobodyWaited() {
        when(handle.current()).thenThrow(new IllegalStateException("wait for ready()"));

        assertThatThrownBy(() -> new HoldfastConfigSource(handle)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theGuidesExample() {
        ConfigBuilder builder = mock(ConfigBuilder.class);
        when(builder.addDefaultSources()).thenReturn(builder);
        build(builder, handle);
        verify(builder).withSources(any(HoldfastConfigSource.class));
    }

    private static void build(ConfigBuilder builder, ConfigHandle<Map<String, String>> shop) {
        builder.addDefaultSources().withSources(new HoldfastConfigSource(shop));
    }
}
