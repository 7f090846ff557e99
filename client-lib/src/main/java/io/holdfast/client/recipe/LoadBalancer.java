package io.holdfast.client.recipe;

import io.holdfast.client.recipe.BalancerOptions.Choice;
import io.holdfast.client.recipe.InstanceStatus.Standing;
import io.holdfast.client.recipe.ServiceDirectory.Listed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Picks an instance for each call, and leaves those out for a while whose calls fail. Picks are made of what the directory
 * knows, without asking anybody. What it learns about health is this balancer's alone. Safe for any thread.
 *
 * <p>An instance is left out for a time that doubles, up to a bound; then it is probed with one call at a time until one went
 * well. Never more than {@link BalancerOptions#maxEjectedPercent} are out or probed: if instances go away, those come back
 * whose time is over first. An instance that registers anew begins with a clean slate.
 */
public final class LoadBalancer {
    private final String service;
    private final Supplier<List<Listed>> directory;
    private final BalancerOptions options;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();

    /** By id; guarded by the lock, as is all that follows. */
    private final Map<String, Endpoint> endpoints = new TreeMap<>();

    private List<Listed> seen = List.of();
    private long picks;

    LoadBalancer(String service, Supplier<List<Listed>> directory, BalancerOptions options, LongSupplier ticker) {
        this.service = service;
        this.directory = directory;
        this.options = options;
        this.ticker = ticker;
    }

    /**
     * Picks an instance.
     *
     * @throws NoInstanceException if none is known, or those that are in wait for a probe
     */
    public Pick pick() {
        return tryPick()
                .orElseThrow(() -> new NoInstanceException("service " + service + " has no instance to call: "
                        + directory.get().size() + " known"));
    }

    /** Picks an instance, if there is one. */
    public Optional<Pick> tryPick() {
        long now = ticker.getAsLong();
        lock.lock();
        try {
            refresh(now);
            List<Endpoint> open = endpoints.values().stream()
                    .filter(endpoint -> endpoint.open(now))
                    .toList();
            List<Endpoint> near = open.stream()
                    .filter(endpoint -> endpoint.instance.zone().equals(options.zone()))
                    .toList();
            List<Endpoint> among = options.zone().isEmpty() || near.isEmpty() ? open : near;
            if (among.isEmpty()) {
                return Optional.empty();
            }
            Endpoint chosen = options.choice() == Choice.ROUND_ROBIN ? inTurn(among) : leastOutstanding(among);
            chosen.picked(now, ++picks);
            return Optional.of(new Open(chosen, chosen.instance));
        } finally {
            lock.unlock();
        }
    }

    /** Each gains its weight, the richest pays for all: turns as often as the weights say, evenly mixed. */
    private static Endpoint inTurn(List<Endpoint> among) {
        long total = 0;
        Endpoint richest = among.get(0);
        for (Endpoint endpoint : among) {
            endpoint.credit += endpoint.instance.weight();
            total += endpoint.instance.weight();
            if (endpoint.credit > richest.credit) {
                richest = endpoint;
            }
        }
        richest.credit -= total;
        return richest;
    }

    private static Endpoint leastOutstanding(List<Endpoint> among) {
        // (a + 1) / wa < (b + 1) / wb, without fractions.
        Comparator<Endpoint> byLoad = (a, b) ->
                Long.compare((a.outstanding + 1L) * b.instance.weight(), (b.outstanding + 1L) * a.instance.weight());
        return among.stream()
                .min(byLoad.thenComparingLong(endpoint -> endpoint.pickedAt))
                .orElseThrow();
    }

    private void refresh(long now) {
        List<Listed> listed = directory.get();
        if (listed == seen) {
            return;
        }
        seen = listed;
        Map<String, Endpoint> old = new TreeMap<>(endpoints);
        endpoints.clear();
        for (Listed each : listed) {
            String id = each.instance().id();
            Endpoint known = old.get(id);
            Endpoint endpoint =
                    known != null && known.joined == each.joined() ? known : new Endpoint(each, options, now);
            endpoint.instance = each.instance();
            endpoints.put(id, endpoint);
        }
        List<Endpoint> out = new ArrayList<>(notIn(now));
        out.sort(Comparator.comparingLong(endpoint -> endpoint.ejectedUntil() - now));
        for (int i = 0; i < out.size() - mostEjected(); i++) {
            out.get(i).enter(now);
        }
    }

    private List<Endpoint> notIn(long now) {
        return endpoints.values().stream()
                .filter(endpoint -> endpoint.standing(now) != Standing.IN)
                .toList();
    }

    private int mostEjected() {
        return (int) ((long) endpoints.size() * options.maxEjectedPercent() / 100);
    }

    /** How it sees the instances, in order of their ids. */
    public List<InstanceStatus> status() {
        long now = ticker.getAsLong();
        lock.lock();
        try {
            refresh(now);
            return endpoints.values().stream()
                    .map(endpoint -> endpoint.status(now))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Endpoint endpoint, long now) {
        boolean unfit = endpoint.failed(now);
        // One that is not listed any more is nobody's concern.
        boolean listed = endpoints.get(endpoint.instance.id()) == endpoint;
        if (unfit && listed) {
            long others = notIn(now).stream().filter(other -> other != endpoint).count();
            if (others < mostEjected()) {
                endpoint.eject(now);
            }
        }
    }

    /** A pick that is not closed. */
    private final class Open implements Pick {
        private final Endpoint endpoint;
        private final ServiceInstance instance;
        private final AtomicBoolean told = new AtomicBoolean();

        Open(Endpoint endpoint, ServiceInstance instance) {
            this.endpoint = endpoint;
            this.instance = instance;
        }

        @Override
        public ServiceInstance instance() {
            return instance;
        }

        @Override
        public void succeeded() {
            tell(now -> endpoint.succeeded(now));
        }

        @Override
        public void failed() {
            tell(now -> LoadBalancer.this.failed(endpoint, now));
        }

        @Override
        public void close() {
            tell(now -> endpoint.silent());
        }

        private void tell(LongConsumer word) {
            if (!told.compareAndSet(false, true)) {
                return;
            }
            long now = ticker.getAsLong();
            lock.lock();
            try {
                word.accept(now);
            } finally {
                lock.unlock();
            }
        }
    }
}
