package io.holdfast.client.recipe;

import io.holdfast.client.ClosedException;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local copy of a service's instances; close it when it is not needed any more. Without the cluster it goes on with the
 * last known ones, and says since when they may be old. Safe for any thread.
 */
public final class ServiceDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);

    private final GroupKeys keys;
    private final GroupView view;
    private final Registration following;
    private final CompletableFuture<ServiceDirectory> ready = new CompletableFuture<>();

    /** By id; guarded by itself. */
    private final Map<String, Listed> known = new TreeMap<>();

    /** What is known, in order of the ids; null if it has changed. Guarded by {@link #known} for writing. */
    private volatile @Nullable List<Listed> listed = List.of();

    /** An instance, and the revision at which it was registered: the same id with another one is a new process. */
    record Listed(ServiceInstance instance, long joined) {}

    ServiceDirectory(GroupKeys keys) {
        this.keys = keys;
        this.view = new GroupView(keys);
        this.following = view.listen(new Follower());
    }

    /** The service. */
    public String service() {
        return keys.name();
    }

    /** Completes when the instances are known; fails if the directory ends before. */
    public CompletableFuture<ServiceDirectory> ready() {
        return ready.copy();
    }

    /**
     * Waits for {@link #ready}.
     *
     * @throws io.holdfast.client.HoldfastException if they are not known in time, or the thread was interrupted
     */
    public ServiceDirectory awaitReady(Duration patience) {
        return Waiting.await(
                Deadline.in(patience).bound(ready.copy(), "service " + service() + " was not known"),
                OperationOutcome.NOT_APPLIED);
    }

    /** The last known instances in order of their ids; none before the directory is ready. */
    public List<ServiceInstance> instances() {
        return listed().stream().map(Listed::instance).toList();
    }

    /** The same list as long as nothing changed. */
    List<Listed> listed() {
        List<Listed> present = listed;
        if (present != null) {
            return present;
        }
        synchronized (known) {
            present = List.copyOf(known.values());
            listed = present;
            return present;
        }
    }

    private void change(String id, @Nullable Listed instance) {
        synchronized (known) {
            if (instance == null) {
                known.remove(id);
            } else {
                known.put(id, instance);
            }
            // Nobody sees half of what was there at the beginning.
            if (ready.isDone()) {
                listed = null;
            }
        }
    }

    /** {@link GroupView#staleSince}. */
    public Optional<Instant> staleSince() {
        return view.staleSince();
    }

    /** Spreads calls over the instances. Any number of balancers may use a directory; each knows its own calls only. */
    public LoadBalancer balancer(BalancerOptions options) {
        return new LoadBalancer(keys.name(), this::listed, options, System::nanoTime);
    }

    /** Ends it; {@link #instances} goes on giving the last state. Idempotent. */
    @Override
    public void close() {
        following.close();
        view.close();
        ready.completeExceptionally(
                new ClosedException(OperationOutcome.NOT_APPLIED, null, "the directory was closed", null));
    }

    /** Confined to the view's executor. */
    private final class Follower implements GroupListener {
        @Override
        public void onJoined(Member member) {
            put(member);
        }

        @Override
        public void onUpdated(Member before, Member after) {
            put(after);
        }

        private void put(Member member) {
            try {
                change(member.id(), new Listed(InstanceCodec.decode(member), member.joined()));
            } catch (IllegalArgumentException e) {
                // Whoever wrote it does not speak this form: to call it would be a guess.
                LOG.warn("service={} member={} left out: {}", keys.name(), member.id(), e.getMessage());
                change(member.id(), null);
            }
        }

        @Override
        public void onLeft(Member member) {
            change(member.id(), null);
        }

        @Override
        public void onCaughtUp() {
            synchronized (known) {
                listed = null;
            }
            ready.complete(ServiceDirectory.this);
        }

        @Override
        public void onEnd(HoldfastException why) {
            ready.completeExceptionally(why);
        }

        @Override
        public String toString() {
            return "the directory of service " + keys.name();
        }
    }
}
