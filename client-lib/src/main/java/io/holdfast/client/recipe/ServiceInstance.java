package io.holdfast.client.recipe;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One instance of a service, as it describes itself. Immutable.
 *
 * @param id its name within the service: 1 to 256 bytes, no slash, no control character
 * @param address where it is reached, in whatever form its callers understand: 1 to 512 characters
 * @param zone where it runs; empty if that does not matter
 * @param weight how much it takes compared with others, 1 to 1 000
 * @param metadata anything else; neither names nor values have control characters, names no {@code =}. All together takes at
 *     most 4 KiB
 */
public record ServiceInstance(String id, String address, String zone, int weight, Map<String, String> metadata) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public ServiceInstance {
        Place.checked(id, "an instance's id");
        check(!address.isEmpty() && address.length() <= 512 && !Place.controls(address), "an address: " + address);
        check(zone.length() <= 256 && !Place.controls(zone), "a zone: " + zone);
        check(weight >= 1 && weight <= 1000, "a weight from 1 to 1000: " + weight);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        metadata.forEach((name, value) -> check(
                !name.isEmpty() && name.indexOf('=') < 0 && !Place.controls(name) && !Place.controls(value),
                "metadata: " + name));
        InstanceCodec.encode(address, zone, weight, metadata);
    }

    private static void check(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException("not what a service instance may have for " + what);
        }
    }

    /** An instance of weight 1 in no zone. */
    public static ServiceInstance of(String id, String address) {
        return new ServiceInstance(id, address, "", 1, Map.of());
    }

    /** The same in a zone. */
    public ServiceInstance zone(String zone) {
        return new ServiceInstance(id, address, zone, weight, metadata);
    }

    /** The same with another weight. */
    public ServiceInstance weight(int weight) {
        return new ServiceInstance(id, address, zone, weight, metadata);
    }

    /** The same with other metadata. */
    public ServiceInstance metadata(Map<String, String> metadata) {
        return new ServiceInstance(id, address, zone, weight, metadata);
    }
}
