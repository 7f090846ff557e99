package io.holdfast.client.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Release;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a config set becomes an object. Immutable, safe for any thread.
 *
 * <pre>{@code
 * ConfigBinding<Shop> binding = ConfigBinding.of(Shop.class)
 *         .defaults("pool: {size: 4}")
 *         .documents("shop.yaml")
 *         .overlays("shop-prod.yaml")
 *         .validate(shop -> shop.pool().size() > 100 ? Optional.of("too many threads") : Optional.empty())
 *         .listener(update -> resize(update.value().pool().size()));
 * }</pre>
 *
 * <p>Layers lie over each other in this order: defaults, documents, overlays. Mappings become one, name by name; a list or a
 * single value stands for the whole of what lies below it, and so does a null. A document that is named must be there, an
 * overlay need not.
 *
 * @param <T> what the set is bound to
 */
public final class ConfigBinding<T> {
    /** Makes the object of a release. */
    private interface Maker<T> {
        T make(Release release, ConfigBinding<T> binding);
    }

    private final Maker<T> maker;
    private final Layers layers;
    private final boolean strict;
    private final boolean kebab;
    private final ConfigValidator<? super T> validator;
    private final @Nullable ConfigListener<T> listener;

    private ConfigBinding(
            Maker<T> maker,
            Layers layers,
            boolean strict,
            boolean kebab,
            ConfigValidator<? super T> validator,
            @Nullable ConfigListener<T> listener) {
        this.maker = maker;
        this.layers = layers;
        this.strict = strict;
        this.kebab = kebab;
        this.validator = validator;
        this.listener = listener;
    }

    private static <T> ConfigBinding<T> made(Maker<T> maker) {
        return new ConfigBinding<>(maker, Layers.ALONE, true, false, candidate -> Optional.empty(), null);
    }

    /**
     * To a record or a bean, by Jackson, whose annotations it may have. A name that it does not have is an error ({@link
     * #ignoringUnknown}); so is a null, or nothing, for a primitive component of a record. {@link java.time.Duration}s may be
     * written as {@code 5s}.
     */
    public static <T> ConfigBinding<T> of(Class<T> type) {
        Objects.requireNonNull(type, "type");
        return made(
                (release, binding) -> Binder.of(binding.strict, binding.kebab).bind(binding.layers.of(release), type));
    }

    /** To flat names and texts, see {@link ConfigProperties}. */
    public static ConfigBinding<Map<String, String>> properties() {
        return made((release, binding) -> ConfigProperties.of(binding.layers.of(release)));
    }

    /** To the values of the documents, in layers. */
    public static ConfigBinding<ConfigValue> values() {
        return made((release, binding) -> binding.layers.of(release));
    }

    /** To the release as it is, whatever its documents are. */
    public static ConfigBinding<Release> release() {
        return made((release, binding) -> release);
    }

    /** To whatever a function makes of a release. What it throws is an objection to the release. */
    public static <T> ConfigBinding<T> reading(Function<? super Release, ? extends T> reader) {
        Objects.requireNonNull(reader, "reader");
        return made((release, binding) -> reader.apply(release));
    }

    private ConfigBinding<T> with(Layers other) {
        return new ConfigBinding<>(maker, other, strict, kebab, validator, listener);
    }

    /** This, of these documents, the later over the earlier. By default the only readable one that is no overlay. */
    public ConfigBinding<T> documents(String... paths) {
        return with(new Layers(List.of(paths), layers.overlays(), layers.defaults(), layers.pointer()));
    }

    /** This, with these documents over the others, the later over the earlier; those that are not there are left out. */
    public ConfigBinding<T> overlays(String... paths) {
        return with(new Layers(layers.documents(), List.of(paths), layers.defaults(), layers.pointer()));
    }

    /**
     * This, with a YAML text below all documents.
     *
     * @throws ConfigSyntaxException if it is malformed
     */
    public ConfigBinding<T> defaults(String yaml) {
        ConfigValue value = ConfigValue.parse(new Document("defaults", DocumentType.YAML, Bytes.utf8(yaml)));
        return with(new Layers(layers.documents(), layers.overlays(), value, layers.pointer()));
    }

    /** This, of a part of the whole only: {@code /pool}. That it is not there is an error. */
    public ConfigBinding<T> at(String pointer) {
        Pointers.names(pointer);
        return with(new Layers(layers.documents(), layers.overlays(), layers.defaults(), pointer));
    }

    /** This, passing over names that the type does not have. */
    public ConfigBinding<T> ignoringUnknown() {
        return new ConfigBinding<>(maker, layers, false, kebab, validator, listener);
    }

    /** This, with names in the documents written as {@code pool-size} for a {@code poolSize}. */
    public ConfigBinding<T> kebabCase() {
        return new ConfigBinding<>(maker, layers, strict, true, validator, listener);
    }

    /** This, with the application's say. */
    public ConfigBinding<T> validate(ConfigValidator<? super T> validator) {
        return new ConfigBinding<>(maker, layers, strict, kebab, Objects.requireNonNull(validator), listener);
    }

    /** This, with somebody who hears of changes from the first value on. */
    public ConfigBinding<T> listener(ConfigListener<T> listener) {
        return new ConfigBinding<>(maker, layers, strict, kebab, validator, Objects.requireNonNull(listener));
    }

    Optional<ConfigListener<T>> listener() {
        return Optional.ofNullable(listener);
    }

    /**
     * Makes the object of a release, without asking the application.
     *
     * @throws ConfigException if that does not go
     */
    public T read(Release release) {
        try {
            return Objects.requireNonNull(maker.make(release, this), "a release was read as nothing");
        } catch (ConfigException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Whatever the application throws: it objects, and is followed on.
            throw new ConfigVetoException("release " + release.header().number() + " cannot be read: " + e, e);
        }
    }

    /**
     * Makes the object of a release, and asks the application.
     *
     * @throws ConfigException if it cannot be used
     */
    T accepted(Release release) {
        T candidate = read(release);
        Optional<String> objection;
        try {
            objection = validator.objection(candidate);
        } catch (RuntimeException | Error e) {
            throw new ConfigVetoException("validation failed: " + e, e);
        }
        if (objection.isPresent()) {
            throw new ConfigVetoException(objection.get(), null);
        }
        return candidate;
    }
}
