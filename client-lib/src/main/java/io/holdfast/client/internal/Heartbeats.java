package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.Renewal;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews every lease this client keeps, sessions and others, together: one request for all that are due or nearly so.
 * Renewals go to the leader only, before whatever else waits, and again after failures. Confined to the loop.
 *
 * <p>A timer wakes it when the first lease needs something, and once a second for the sake of wall clocks that jump: an idle
 * client with sessions does not tick.
 */
final class Heartbeats implements LinkListener {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    /** A timer may be this late; early it never is. */
    private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A wall clock that jumped is noticed this soon at the latest. */
    private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long MAX_ASKING_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Loop loop;
    private final Pipeline pipeline;
    private final Set<Keeper> keepers = new LinkedHashSet<>();
    private long wakeAt;
    private boolean waking;
    private boolean ended;

    Heartbeats(Loop loop, Pipeline pipeline) {
        this.loop = loop;
        this.pipeline = pipeline;
    }

    void add(Keeper keeper) {
        if (ended) {
            keeper.abandon();
            return;
        }
        keepers.add(keeper);
        sleep(loop.nanoTime());
    }

    void remove(Keeper keeper) {
        keepers.remove(keeper);
    }

    @Override
    public void opened(Link link) {
        if (pipeline.connected()) {
            long now = loop.nanoTime();
            keepers.forEach(keeper -> keeper.hurry(now));
            beat();
        }
    }

    @Override
    public void closed(Link link) {
        if (!pipeline.connected()) {
            List.copyOf(keepers).forEach(Keeper::suspend);
        }
    }

    @Override
    public void ended() {
        ended = true;
        List<Keeper> left = List.copyOf(keepers);
        keepers.clear();
        left.forEach(Keeper::abandon);
    }

    private void wake(long due) {
        if (waking && wakeAt == due) {
            waking = false;
            beat();
        }
    }

    private void beat() {
        if (ended) {
            return;
        }
        long now = loop.nanoTime();
        try {
            askForDue(now);
        } finally {
            // Whatever went wrong: leases are kept only while this wakes up.
            sleep(now);
        }
    }

    private void askForDue(long now) {
        List<Keeper> due = new ArrayList<>();
        boolean needed = false;
        for (Keeper keeper : List.copyOf(keepers)) {
            if (keeper.look(now)) {
                keepers.remove(keeper);
            } else if (keeper.joins(now)) {
                due.add(keeper);
                needed |= keeper.quietNanos(now) <= GRAIN_NANOS;
            }
        }
        if (needed) {
            for (int from = 0; from < due.size(); from += Limits.MAX_RENEWALS) {
                ask(due.subList(from, Math.min(due.size(), from + Limits.MAX_RENEWALS)), now);
            }
        }
    }

    private void ask(List<Keeper> due, long now) {
        long patience = 0;
        for (Keeper keeper : due) {
            patience = Math.max(patience, keeper.remainingNanos());
            keeper.asking = true;
        }
        Map<Long, List<Keeper>> byLease = new LinkedHashMap<>();
        for (Keeper keeper : due) {
            byLease.computeIfAbsent(keeper.lease, lease -> new ArrayList<>(1)).add(keeper);
        }
        pipeline.submitOwn(new RenewCall(byLease, now + Math.min(patience, MAX_ASKING_NANOS)));
    }

    /** Sees that the next thing to do wakes this up. */
    private void sleep(long now) {
        if (keepers.isEmpty() || ended) {
            return;
        }
        long quiet = MAX_SLEEP_NANOS;
        for (Keeper keeper : keepers) {
            quiet = Math.min(quiet, keeper.quietNanos(now));
        }
        long due = now + Math.max(quiet, GRAIN_NANOS);
        if (!waking || due - wakeAt < 0) {
            waking = true;
            wakeAt = due;
            loop.schedule(() -> wake(due), due - now);
        }
    }

    /** The renewal of leases that are due together. */
    private final class RenewCall extends LoopCall {
        /** A lease may be kept several times over: each of its keepers hears of its renewal. */
        private final Map<Long, List<Keeper>> asked;

        private long sentNanos;
        private long sentWallMillis;

        RenewCall(Map<Long, List<Keeper>> asked, long deadlineNanos) {
            super(new Payload.Renew(List.copyOf(asked.keySet())), deadlineNanos);
            this.asked = asked;
        }

        @Override
        void sent(long nowNanos) {
            sentNanos = nowNanos;
            sentWallMillis = loop.wallMillis();
        }

        @Override
        protected void answered(Result result) {
            try {
                if (result instanceof Result.Renewed renewed) {
                    renewed.renewals().forEach(this::take);
                }
            } finally {
                // Whoever was not answered, against the protocol, is asked again.
                again();
            }
        }

        private void take(Renewal renewal) {
            List<Keeper> kept = asked.remove(renewal.lease());
            if (kept != null) {
                kept.forEach(keeper -> take(keeper, renewal));
            }
        }

        private void take(Keeper keeper, Renewal renewal) {
            if (!keepers.contains(keeper)) {
                return;
            }
            if (renewal.renewed()) {
                keeper.renewed(sentNanos, sentWallMillis, renewal.ttlMillis());
            } else {
                keepers.remove(keeper);
                keeper.gone();
            }
        }

        @Override
        protected void failed(CallFailure failure) {
            LOG.debug("leases not renewed count={} why={}", asked.size(), failure.message());
            again();
        }

        private void again() {
            long now = loop.nanoTime();
            asked.values().forEach(kept -> kept.forEach(keeper -> keeper.failed(now)));
            beat();
        }
    }
}
