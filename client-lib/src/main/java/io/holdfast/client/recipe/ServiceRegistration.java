package io.holdfast.client.recipe;

import io.holdfast.client.OperationOutcome;
import java.util.concurrent.CompletableFuture;

/** An instance of this process in a service, until it is closed or its session ends. Safe for any thread. */
public final class ServiceRegistration implements AutoCloseable {
    private final Membership membership;

    ServiceRegistration(Membership membership) {
        this.membership = membership;
    }

    /** The membership behind it: its state and its losses. */
    public Membership membership() {
        return membership;
    }

    /**
     * Describes it anew. Fails with {@link MembershipLostException} unless it is registered.
     *
     * @throws IllegalArgumentException if it has another id
     */
    public CompletableFuture<Void> updateAsync(ServiceInstance changed) {
        if (!changed.id().equals(membership.id())) {
            throw new IllegalArgumentException("instance " + membership.id() + " cannot become " + changed.id());
        }
        return membership.updateAsync(InstanceCodec.encode(changed));
    }

    /** {@link #updateAsync}, and waits. */
    public void update(ServiceInstance changed) {
        Waiting.await(updateAsync(changed), OperationOutcome.UNKNOWN);
    }

    /** {@link Membership#leaveAsync}. */
    public CompletableFuture<Void> deregisterAsync() {
        return membership.leaveAsync();
    }

    /** {@link #deregisterAsync}, and waits. */
    public void deregister() {
        membership.leave();
    }

    /** {@link #deregisterAsync}, without waiting. */
    @Override
    public void close() {
        membership.close();
    }
}
