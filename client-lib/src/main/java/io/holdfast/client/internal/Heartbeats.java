package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseName;
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
    /**
     * So many leases are asked about at once, the others when answers come: half of what a node lets a stream ask, and
     * far more than a client keeps as a rule.
     */
    static final int MAX_ASKED = 4 * Limits.MAX_RENEWALS;

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    /** A timer may be this late; early it never is. */
    private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** While more are due than may be asked about, an answer is what is waited for. */
    private static final long CROWDED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A wall clock that jumped is noticed this soon at the latest. */
    private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long MAX_ASKING_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Loop loop;
    private final Pipeline pipeline;
    private final Listeners<Beat> beats;
    private final Set<Keeper> keepers = new LinkedHashSet<>();
    private long wakeAt;
    private boolean waking;
    private boolean beating;
    private boolean crowded;
    private boolean ended;

    Heartbeats(Loop loop, Pipeline pipeline, Listeners<Beat> beats) {
        this.loop = loop;
        this.pipeline = pipeline;
        this.beats = beats;
    }

    void add(Keeper keeper) {
        if (ended) {
            keeper.abandon();
            return;
        }
        keepers.add(keeper);
        long now = loop.nanoTime();
        long quiet = keeper.quietNanos(now);
        if (quiet <= 0) {
            beatSoon();
        }
        wakeBy(now + Math.min(MAX_SLEEP_NANOS, Math.max(quiet, GRAIN_NANOS)), now);
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

    /** Once for all the answers that came together. */
    private void beatSoon() {
        if (!beating && !ended) {
            beating = true;
            loop.execute(this::beat);
        }
    }

    private void beat() {
        beating = false;
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
        List<Keeper> early = new ArrayList<>();
        int room = MAX_ASKED;
        for (Keeper keeper : List.copyOf(keepers)) {
            if (keeper.look(now)) {
                keepers.remove(keeper);
            } else if (keeper.joins(now)) {
                (keeper.quietNanos(now) <= GRAIN_NANOS ? due : early).add(keeper);
            } else if (keeper.waits(now)) {
                room--;
            }
        }
        crowded = due.size() > room;
        if (!due.isEmpty()) {
            due.addAll(early);
            ask(due.subList(0, Math.min(due.size(), Math.max(0, room))), now);
        }
    }

    private void ask(List<Keeper> due, long now) {
        for (int from = 0; from < due.size(); from += Limits.MAX_RENEWALS) {
            askOnce(due.subList(from, Math.min(due.size(), from + Limits.MAX_RENEWALS)), now);
        }
    }

    private void askOnce(List<Keeper> due, long now) {
        // Until the last of them is over: each lease asks again in its own time, and a late answer counts.
        long longest = 0;
        Map<LeaseName, List<Keeper>> byLease = new LinkedHashMap<>();
        for (Keeper keeper : due) {
            longest = Math.max(longest, keeper.remainingNanos());
            byLease.computeIfAbsent(keeper.name(), lease -> new ArrayList<>(1)).add(keeper);
        }
        RenewCall call = new RenewCall(byLease, now + Math.min(longest, MAX_ASKING_NANOS));
        due.forEach(keeper -> keeper.asks(call));
        pipeline.submitOwn(call);
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
        wakeBy(now + Math.max(quiet, crowded ? CROWDED_NANOS : GRAIN_NANOS), now);
    }

    private void wakeBy(long due, long now) {
        if (!waking || due - wakeAt < 0) {
            waking = true;
            wakeAt = due;
            loop.schedule(() -> wake(due), due - now);
        }
    }

    /** The renewal of leases that are due together. */
    private final class RenewCall extends LoopCall {
        /** A lease may be kept several times over: each of its keepers hears of its renewal. */
        private final List<List<Keeper>> asked;

        private long sentNanos;
        private long sentWallMillis;

        RenewCall(Map<LeaseName, List<Keeper>> asked, long deadlineNanos) {
            super(new Payload.Renew(List.copyOf(asked.keySet())), deadlineNanos);
            this.asked = List.copyOf(asked.values());
        }

        @Override
        boolean urgent() {
            return true;
        }

        @Override
        protected void sent(long nowNanos) {
            sentNanos = nowNanos;
            sentWallMillis = loop.wallMillis();
            long patience = MAX_SLEEP_NANOS;
            for (List<Keeper> kept : asked) {
                for (Keeper keeper : kept) {
                    patience = Math.min(patience, keeper.sent(this, nowNanos));
                }
            }
            wakeBy(nowNanos + Math.max(patience, GRAIN_NANOS), nowNanos);
        }

        @Override
        protected void answered(Result result) {
            try {
                if (result instanceof Result.Renewed renewed) {
                    take(renewed.renewals());
                }
            } finally {
                // Whoever was not answered, against the protocol, is asked again.
                again();
            }
        }

        /** One for each lease, in the order asked. */
        private void take(List<Renewal> renewals) {
            int renewed = 0;
            for (int i = 0; i < Math.min(asked.size(), renewals.size()); i++) {
                Renewal renewal = renewals.get(i);
                renewed += renewal.renewed() ? 1 : 0;
                for (Keeper keeper : asked.get(i)) {
                    if (keeper.lease == renewal.lease() && keepers.contains(keeper)) {
                        take(keeper, renewal);
                    }
                }
            }
            beats.tell(new Beat(renewed, loop.nanoTime() - sentNanos));
        }

        private void take(Keeper keeper, Renewal renewal) {
            // One of another epoch is another lease: this one ended before its id was granted again.
            if (renewal.renewed() && keeper.isOf(renewal.epoch())) {
                keeper.renewed(this, loop.nanoTime(), sentNanos, sentWallMillis, renewal.ttlMillis());
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
            asked.forEach(kept -> kept.forEach(keeper -> keeper.failed(this, now)));
            beatSoon();
        }
    }
}
