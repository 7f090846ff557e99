package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.model.config.Release;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigBindingTest {
    record Pool(int size, Duration timeout, List<String> hosts) {}

    record Shop(String name, Pool pool, Map<String, Boolean> features) {
        Shop {
            if (pool != null && pool.size() < 0) {
                throw new IllegalArgumentException("a pool of " + pool.size());
            }
        }
    }

    /** The shape that older code has. */
    public static class Bean {
        private int retries = 3;

        @JsonProperty("log-level")
        private String level = "INFO";

        public int getRetries() {
            return retries;
        }

        public void setRetries(int retries) {
            this.retries = retries;
        }
    }

    private static Release release(String... pathsAndTexts) {
        return FakeReleases.release("shop", 1, pathsAndTexts);
    }

    private static ConfigBindingException misfit(ConfigBinding<?> binding, Release release) {
        ConfigBindingException misfit = catchThrowableOfType(ConfigBindingException.class, () -> binding.read(release));
        assertThat(misfit).as("it was bound").isNotNull();
        return misfit;
    }

    @Test
    void layersLieOverEachOther() {
        Release release = release(
                "shop.yaml", "name: shop\npool: {size: 8, hosts: [a, b]}\nfeatures: {x: true}\n",
                "shop-prod.yaml", "pool: {size: 64, hosts: [c]}\nfeatures: {y: true}\n",
                "extra.properties", "pool.timeout=250ms\n");
        ConfigBinding<Shop> binding = ConfigBinding.of(Shop.class)
                .defaults("pool: {timeout: 1h30m}\n")
                .documents("shop.yaml")
                .overlays("shop-prod.yaml", "shop-nowhere.yaml");
        Shop shop = binding.read(release);
        assertThat(shop.pool()).isEqualTo(new Pool(64, Duration.ofMinutes(90), List.of("c")));
        assertThat(shop.features()).isEqualTo(Map.of("x", true, "y", true));
        assertThat(shop.name()).isEqualTo("shop");
        assertThat(binding.documents("shop.yaml", "extra.properties")
                        .read(release)
                        .pool()
                        .timeout())
                .isEqualTo(Duration.ofMillis(250));
        assertThat(ConfigBinding.of(Pool.class)
                        .documents("shop.yaml")
                        .at("/pool")
                        .defaults("pool: {timeout: PT1S}")
                        .read(release))
                .isEqualTo(new Pool(8, Duration.ofSeconds(1), List.of("a", "b")));
    }

    @Test
    void theOnlyReadableDocumentNeedsNoName() {
        Release release = release("logo.bin", "x", "shop.yaml", "name: a\n", "shop-prod.yaml", "name: b\n");
        assertThat(ConfigBinding.of(Shop.class)
                        .overlays("shop-prod.yaml")
                        .read(release)
                        .name())
                .isEqualTo("b");
        assertThatThrownBy(() -> ConfigBinding.of(Shop.class).read(release))
                .isInstanceOf(ConfigBindingException.class)
                .hasMessageContaining("[shop-prod.yaml, shop.yaml]");
        assertThatThrownBy(() ->
                        ConfigBinding.of(Shop.class).documents("none.yaml").read(release))
                .hasMessageContaining("no document none.yaml");
    }

    @Test
    void beansKeepWhatTheyHaveAndAnnotationsCount() {
        Bean bean = ConfigBinding.of(Bean.class).read(release("app.yaml", "log-level: DEBUG\n"));
        assertThat(bean.getRetries()).isEqualTo(3);
        assertThat(bean.level).isEqualTo("DEBUG");
    }

    @Test
    void aTypoIsToldWithItsPlaceAndTheNamesThereAre() {
        Release release = release("shop.yaml", "name: a\npool:\n  size: 8\n  hots: [a]\n");
        ConfigBindingException typo = misfit(ConfigBinding.of(Shop.class), release);
        assertThat(typo.position()).contains(new ConfigPosition("shop.yaml", 4, 9));
        assertThat(typo.pointer()).isEqualTo("/pool/hots");
        assertThat(typo).hasMessageContaining("[hosts, size, timeout]");
        assertThat(ConfigBinding.of(Shop.class).ignoringUnknown().read(release).name())
                .isEqualTo("a");
    }

    @Test
    void aValueThatDoesNotFitIsToldInTheDocumentThatItCameFrom() {
        Release release =
                release("shop.yaml", "name: a\npool: {size: 8}\n", "prod.yaml", "# over it\npool:\n  size: many\n");
        ConfigBinding<Shop> binding =
                ConfigBinding.of(Shop.class).documents("shop.yaml").overlays("prod.yaml");
        ConfigBindingException misfit = misfit(binding, release);
        assertThat(misfit.position()).contains(new ConfigPosition("prod.yaml", 3, 9));
        assertThat(misfit.pointer()).isEqualTo("/pool/size");
        assertThat(misfit(ConfigBinding.of(Shop.class), release("a.yaml", "pool: {size: 3.7}"))
                        .pointer())
                .isEqualTo("/pool/size");
        assertThat(misfit(ConfigBinding.of(Shop.class), release("a.yaml", "pool: {timeout: soon, size: 1}")))
                .hasMessageContaining("soon");
    }

    @Test
    void nothingIsNotZero() {
        assertThat(misfit(ConfigBinding.of(Pool.class), release("a.yaml", "size:\nhosts: []\n"))
                        .pointer())
                .isEqualTo("/size");
        assertThat(misfit(ConfigBinding.of(Pool.class), release("a.yaml", "hosts: []\n"))
                        .pointer())
                .isEqualTo("/size");
    }

    @Test
    void whatTheConstructorRefusesIsToldInItsWords() {
        assertThat(misfit(ConfigBinding.of(Shop.class), release("a.yaml", "pool: {size: -1}\n")))
                .hasMessageContaining("a pool of -1");
    }

    record Kebab(int maxPoolSize) {}

    @Test
    void namesMayBeWrittenWithDashes() {
        assertThat(ConfigBinding.of(Kebab.class).kebabCase().read(release("a.yaml", "max-pool-size: 4\n")))
                .isEqualTo(new Kebab(4));
    }

    @Test
    void anObjectionIsAVetoAndSoIsWhatAValidatorThrows() {
        Release release = release("a.yaml", "size: 8\n");
        ConfigBinding<Pool> binding = ConfigBinding.of(Pool.class);
        assertThat(binding.validate(pool -> Optional.empty()).accepted(release).size())
                .isEqualTo(8);
        assertThatThrownBy(
                        () -> binding.validate(pool -> Optional.of("too small")).accepted(release))
                .isInstanceOf(ConfigVetoException.class)
                .hasMessage("too small");
        assertThatThrownBy(() -> binding.validate(pool -> {
                            throw new IllegalStateException("no disk");
                        })
                        .accepted(release))
                .isInstanceOf(ConfigVetoException.class)
                .hasMessageContaining("no disk");
    }

    @Test
    void otherShapesThanObjects() {
        Release release = release("a.yaml", "pool: {size: 8}\n");
        assertThat(ConfigBinding.properties().read(release)).isEqualTo(Map.of("pool.size", "8"));
        assertThat(ConfigBinding.release().read(release)).isSameAs(release);
        assertThat(ConfigBinding.values().at("/pool/size").read(release)).isInstanceOf(ConfigValue.Scalar.class);
        assertThat(ConfigBinding.reading(each -> each.documents().size()).read(release))
                .isEqualTo(1);
        assertThat(ConfigProperties.toProperties(release)).containsEntry("pool.size", "8");
        assertThatThrownBy(() ->
                        ConfigBinding.reading(each -> Integer.parseInt("x")).read(release))
                .isInstanceOf(ConfigVetoException.class);
    }
}
