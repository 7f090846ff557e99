package io.holdfast.client.config.microprofile;

import io.holdfast.client.config.ConfigHandle;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * A config set as a source of MicroProfile Config: flat names and texts ({@link io.holdfast.client.config.ConfigProperties}) of
 * the release that the application runs on, at each moment. Safe for any thread; reading costs a look-up in memory.
 *
 * <pre>{@code
 * ConfigHandle<Map<String, String>> shop = configs.bind("shop", ConfigBinding.properties().documents("shop.yaml"));
 * shop.awaitReady(Duration.ofSeconds(10));
 * Config config = ConfigProviderResolver.instance().getBuilder()
 *         .addDefaultSources()
 *         .withSources(new HoldfastConfigSource(shop))
 *         .build();
 * }</pre>
 *
 * <p>A later release is seen by whoever asks later: {@code config.getValue} each time, or a {@code Provider} or {@code Supplier}
 * that is injected. What was injected as a value stays as it was. To read several properties of one release, take {@link
 * #getProperties} once.
 *
 * <p>Whether this source counts more than others is said here, not by who publishes: {@code config_ordinal} in a document is a
 * property like any other.
 */
public final class HoldfastConfigSource implements ConfigSource {
    /**
     * Above what is packed with the application (100), below the environment (300) and system properties (400): what whoever
     * stands at the machine sets still counts more than what is published.
     */
    public static final int ORDINAL = 200;

    private final ConfigHandle<Map<String, String>> handle;
    private final int ordinal;

    /**
     * A source with the ordinal {@link #ORDINAL}.
     *
     * @throws IllegalStateException if the handle has nothing yet: an application must not start on defaults because nobody waited
     */
    public HoldfastConfigSource(ConfigHandle<Map<String, String>> handle) {
        this(handle, ORDINAL);
    }

    /**
     * A source.
     *
     * @param handle bound by {@link io.holdfast.client.config.ConfigBinding#properties}; stays the caller's to close
     * @param ordinal of sources that have a property, the one with the highest ordinal gives its value
     * @throws IllegalStateException if the handle has nothing yet: an application must not start on defaults because nobody waited
     */
    public HoldfastConfigSource(ConfigHandle<Map<String, String>> handle, int ordinal) {
        handle.current();
        this.handle = handle;
        this.ordinal = ordinal;
    }

    /** The properties of one release. Unmodifiable; does not change when there is another release. */
    @Override
    public Map<String, String> getProperties() {
        return Collections.unmodifiableMap(handle.current());
    }

    /** The names of one release. Unmodifiable. */
    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public @Nullable String getValue(String propertyName) {
        return handle.current().get(propertyName);
    }

    @Override
    public int getOrdinal() {
        return ordinal;
    }

    /** {@code holdfast:} and the name of the set. */
    @Override
    public String getName() {
        return "holdfast:" + handle.set();
    }
}
