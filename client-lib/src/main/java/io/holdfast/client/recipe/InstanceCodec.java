package io.holdfast.client.recipe;

import io.holdfast.model.Bytes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service instance as a member's metadata: lines of text, so that an operator can read them.
 *
 * <pre>
 * instance 1
 * address=10.0.0.7:8080
 * zone=eu-1
 * weight=1
 * meta.version=4.2
 * </pre>
 */
final class InstanceCodec {
    private static final String FIRST = "instance 1";
    private static final String META = "meta.";

    private InstanceCodec() {}

    static Bytes encode(ServiceInstance instance) {
        return encode(instance.address(), instance.zone(), instance.weight(), instance.metadata());
    }

    /** @throws IllegalArgumentException if that takes more than 4 KiB */
    static Bytes encode(String address, String zone, int weight, Map<String, String> metadata) {
        StringBuilder text = new StringBuilder(FIRST)
                .append("\naddress=")
                .append(address)
                .append("\nzone=")
                .append(zone)
                .append("\nweight=")
                .append(weight);
        metadata.forEach((name, value) ->
                text.append('\n').append(META).append(name).append('=').append(value));
        return GroupKeys.checked(Bytes.utf8(text.toString()));
    }

    /**
     * What a member's metadata say; lines of unknown names are left out, so that later versions may add some.
     *
     * @throws IllegalArgumentException if they are no instance
     */
    static ServiceInstance decode(Member member) {
        List<String> lines = member.metadata().utf8().lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(FIRST)) {
            throw new IllegalArgumentException("member " + member.id() + " is no service instance");
        }
        Map<String, String> fields = new TreeMap<>();
        Map<String, String> metadata = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("member " + member.id() + " has a line without '='");
            }
            String name = line.substring(0, equals);
            String value = line.substring(equals + 1);
            if (name.startsWith(META)) {
                metadata.put(name.substring(META.length()), value);
            } else {
                fields.put(name, value);
            }
        }
        return new ServiceInstance(
                member.id(),
                fields.getOrDefault("address", ""),
                fields.getOrDefault("zone", ""),
                Integer.parseInt(fields.getOrDefault("weight", "1")),
                metadata);
    }
}
