package io.holdfast.client.recipe;

import io.holdfast.client.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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

    /** In order of their ids. */
    private volatile List<Listed> listed = List.of();

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
        return view.ready().thenApply(filled -> this);
    }

    /**
     * Waits for {@link #ready}.
     *
     * @throws io.holdfast.client.HoldfastException if they are not known in time, or the thread was interrupted
     */
    public ServiceDirectory awaitReady(Duration patience) {
        view.awaitReady(patience);
        return this;
    }

    /** The last known instances in order of their ids; none before the directory is ready. */
    public List<ServiceInstance> instances() {
        return listed.stream().map(Listed::instance).toList();
    }

    List<Listed> listed() {
        return listed;
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
    }

    /** Confined to the view's executor. */
    private final class Follower implements GroupListener {
        private final Map<String, Listed> known = new TreeMap<>();

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
                known.put(member.id(), new Listed(InstanceCodec.decode(member), member.joined()));
            } catch (IllegalArgumentException e) {
                // Whoever wrote it does not speak this form: to call it would be a guess.
                LOG.warn("service={} member={} left out: {}", keys.name(), member.id(), e.getMessage());
                known.remove(member.id());
            }
            listed = List.copyOf(known.values());
        }

        @Override
        public void onLeft(Member member) {
            known.remove(member.id());
            listed = List.copyOf(known.values());
        }

        @Override
        public String toString() {
            return "the directory of service " + keys.name();
        }
    }
}
