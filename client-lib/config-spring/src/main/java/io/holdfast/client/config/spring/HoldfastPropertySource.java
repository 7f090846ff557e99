package io.holdfast.client.config.spring;

import io.holdfast.client.config.ConfigHandle;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * A config set as a property source of Spring's environment: flat names and texts ({@link
 * io.holdfast.client.config.ConfigProperties}) of the release that the application runs on, at each moment. Safe for any thread;
 * reading costs a look-up in memory.
 *
 * <pre>{@code
 * ConfigHandle<Map<String, String>> shop = configs.bind("shop", ConfigBinding.properties().documents("shop.yaml"));
 * shop.awaitReady(Duration.ofSeconds(10));
 * environment.getPropertySources().addAfter(
 *         StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HoldfastPropertySource(shop));
 * }</pre>
 *
 * <p>Where it stands among the sources says what it counts: those before it win. A later release is seen by whoever asks the
 * environment later; beans that were given a value keep it. A listener of the handle is the place to tell them.
 */
public final class HoldfastPropertySource extends EnumerablePropertySource<ConfigHandle<Map<String, String>>> {
    /**
     * A source named {@code holdfast:} and the name of the set.
     *
     * @param handle bound by {@link io.holdfast.client.config.ConfigBinding#properties}; stays the caller's to close
     * @throws IllegalStateException if the handle has nothing yet: an application must not start on defaults because nobody waited
     */
    public HoldfastPropertySource(ConfigHandle<Map<String, String>> handle) {
        this("holdfast:" + handle.set(), handle);
    }

    /**
     * A source.
     *
     * @param name the environment keeps one source of a name
     * @param handle bound by {@link io.holdfast.client.config.ConfigBinding#properties}; stays the caller's to close
     * @throws IllegalStateException if the handle has nothing yet: an application must not start on defaults because nobody waited
     */
    public HoldfastPropertySource(String name, ConfigHandle<Map<String, String>> handle) {
        super(name, handle);
        handle.current();
    }

    @Override
    public String[] getPropertyNames() {
        return getSource().current().keySet().toArray(String[]::new);
    }

    @Override
    public boolean containsProperty(String name) {
        return getSource().current().containsKey(name);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        return getSource().current().get(name);
    }
}
