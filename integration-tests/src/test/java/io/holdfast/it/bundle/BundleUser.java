package io.holdfast.it.bundle;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.HoldfastClient;
import io.holdfast.model.KeyValue;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * Somebody who uses the one jar. It is loaded by a class loader that knows the jar, slf4j-api and this class, and nothing
 * else; so it speaks with the test in types of the JDK only.
 */
public final class BundleUser implements Function<Map<String, String>, String> {
    /** Stores a value and reads it back, over the settings it is given. */
    @Override
    public String apply(Map<String, String> settings) {
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(setting(settings, "endpoints"))
                .tls(
                        Path.of(setting(settings, "cacert")),
                        Path.of(setting(settings, "cert")),
                        Path.of(setting(settings, "key")))
                .build()) {
            BlockingKeyValueClient kv = client.keyValue().blocking();
            kv.put("bundle", setting(settings, "value"));
            return kv.get("bundle")
                    .keyValue()
                    .map(KeyValue::value)
                    .orElseThrow()
                    .utf8();
        }
    }

    private static String setting(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }
}
