package io.holdfast.client.recipe;

import io.holdfast.client.OperationOutcome;
import java.util.concurrent.CompletableFuture;

/**
 * Services and their instances: each service is a group, each instance a member. Holds nothing and need not be closed. Safe
 * for any thread.
 *
 * <pre>{@code
 * ServiceRegistry registry = recipes.services();
 * ServiceRegistration here = registry.register("billing", ServiceInstance.of("a7", "10.0.0.7:8080").zone("eu-1"));
 * ServiceDirectory billing = registry.directory("billing");
 * billing.awaitReady(Duration.ofSeconds(5));
 * }</pre>
 */
public final class ServiceRegistry {
    private final Place place;

    ServiceRegistry(Place place) {
        this.place = place;
    }

    private GroupKeys keys(String service) {
        return new GroupKeys(place, "service", service);
    }

    /**
     * Registers an instance, and registers it again whenever the session is lost, until it is closed. Fails with {@link
     * MemberExistsException} if the service has an instance of that id.
     */
    public CompletableFuture<ServiceRegistration> registerAsync(String service, ServiceInstance instance) {
        return Membership.join(
                        keys(service),
                        instance.id(),
                        InstanceCodec.encode(instance),
                        MembershipOptions.DEFAULT.rejoining())
                .thenApply(ServiceRegistration::new);
    }

    /** {@link #registerAsync}, and waits. */
    public ServiceRegistration register(String service, ServiceInstance instance) {
        return Waiting.await(registerAsync(service, instance), OperationOutcome.UNKNOWN);
    }

    /** Begins to keep a local copy of a service's instances. */
    public ServiceDirectory directory(String service) {
        return new ServiceDirectory(keys(service));
    }
}
