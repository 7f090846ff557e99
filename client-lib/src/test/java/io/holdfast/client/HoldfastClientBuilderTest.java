package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldfastClientBuilderTest {
    private static HoldfastClientBuilder complete() {
        return HoldfastClient.builder()
                .endpoints("127.0.0.1:7400, localhost:7410")
                .tls(Path.of("ca.pem"), Path.of("app.pem"), Path.of("app.key"));
    }

    @Test
    void theEnvironmentSetsEndpointsFilesAndTimeout() {
        ClientConfig config = HoldfastClient.builder()
                .fromEnvironment(Map.of(
                        "HOLDFAST_ENDPOINTS", "a:1,b:2",
                        "HOLDFAST_CACERT", "pki/ca.pem",
                        "HOLDFAST_CERT", "pki/app.pem",
                        "HOLDFAST_KEY", "pki/app.key",
                        "HOLDFAST_TIMEOUT", "750ms",
                        "HOLDFAST_OPS_URLS", "https://not.ours:7402"))
                .config();
        assertThat(config.endpoints()).containsExactly("a:1", "b:2");
        assertThat(config.caCertificate()).isEqualTo(Path.of("pki/ca.pem"));
        assertThat(config.privateKey()).isEqualTo(Path.of("pki/app.key"));
        assertThat(config.requestTimeout()).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void propertiesSetThemTooAndAnUnknownOneIsNamed() {
        Properties properties = new Properties();
        properties.setProperty("holdfast.endpoints", "a:1");
        properties.setProperty("holdfast.max-in-flight", "7");
        properties.setProperty("other.key", "x");
        assertThat(complete().properties(properties).config().maxInFlight()).isEqualTo(7);
        properties.setProperty("holdfast.tiemout", "5s");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().properties(properties))
                .withMessageContaining("holdfast.tiemout")
                .withMessageContaining("timeout");
    }

    @ParameterizedTest
    @CsvSource({"5,number and a unit", "5d,number and a unit", "-1s,number and a unit", "5 s,number and a unit"})
    void aTimeoutThatCannotBeReadIsNamed(String value, String expected) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().fromEnvironment(Map.of("HOLDFAST_TIMEOUT", value)))
                .withMessageContaining("timeout")
                .withMessageContaining("'" + value + "'")
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,not host:port",
        "localhost:0,outside 1 to 65535",
        "localhost:70000,outside 1 to 65535",
        "localhost:http,no number",
        "::1:7400,brackets",
        "holdfast_1:7400,dialled",
        "me@host:7400,dialled",
        "a/b:7400,dialled",
        ":7400,not host:port"
    })
    void anEndpointThatCannotBeReadIsNamed(String endpoint, String expected) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().endpoints(endpoint).build())
                .withMessageContaining(endpoint)
                .withMessageContaining(expected);
    }

    @Test
    void anIpv6EndpointStandsInBrackets() {
        assertThat(complete().endpoints("[::1]:7400").config().endpoints()).containsExactly("[::1]:7400");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HoldfastClient.builder().build())
                .withMessageContaining("HOLDFAST_ENDPOINTS");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> HoldfastClient.builder().endpoints("a:1").build())
                .withMessageContaining("HOLDFAST_CACERT");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().build())
                .withMessageContaining("ca.pem");
    }

    @Test
    void boundsAreChecked() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().requestTimeout(Duration.ZERO).build())
                .withMessageContaining("request timeout");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().maxInFlight(0).build())
                .withMessageContaining("calls in flight");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete()
                        .backoff(Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .build())
                .withMessageContaining("largest backoff");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> complete().name("").build())
                .withMessageContaining("name");
    }

    @Test
    void theSessionsTimeToLiveComesFromEachSourceAndIsChecked() {
        assertThat(complete().config().sessionTtl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(complete()
                        .fromEnvironment(Map.of("HOLDFAST_SESSION_TTL", "45s", "HOLDFAST_NAME", "worker"))
                        .config()
                        .sessionTtl())
                .isEqualTo(Duration.ofSeconds(45));
        Properties properties = new Properties();
        properties.setProperty("holdfast.session-ttl", "2m");
        properties.setProperty("holdfast.name", "worker");
        ClientConfig config = complete().properties(properties).config();
        assertThat(config.sessionTtl()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.name()).isEqualTo("worker");
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofHours(25))) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> complete().sessionTtl(wrong).config())
                    .withMessageContaining("time to live")
                    .withMessageContaining(wrong.toString());
        }
    }
}
