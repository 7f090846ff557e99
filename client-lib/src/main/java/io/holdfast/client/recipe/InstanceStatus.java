package io.holdfast.client.recipe;

import java.util.Objects;

/**
 * How a balancer sees an instance.
 *
 * @param instance which
 * @param standing whether it is picked
 * @param outstanding how many picks are open
 * @param ejections how often in a row it was left out
 */
public record InstanceStatus(ServiceInstance instance, Standing standing, int outstanding, int ejections) {
    /** Whether an instance is picked. */
    public enum Standing {
        /** It is. */
        IN,
        /** It is not. */
        EJECTED,
        /** Its time outside is over: it gets one call at a time until one went well. */
        PROBED
    }

    /** Refuses null. */
    public InstanceStatus {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(standing, "standing");
    }
}
