package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Why the leader changed, as far as one node can tell: what it saw of the old leader until the change, and of itself. What
 * happened elsewhere it does not know, and says so.
 *
 * <p>Told every few milliseconds what there is to see. Confined to the ticker thread.
 */
final class LeaderHistory {
    private final String self;
    private final long patienceMillis;
    private final long startedNanos;
    private @Nullable Leader last;
    private long heardNanos;
    private long lookedNanos;
    private boolean present;
    private String cause = "";

    /**
     * A history that begins now.
     *
     * @param self this node's id
     * @param patienceMillis the shortest election timeout: a leader silent for longer may have been replaced for it
     * @param nowNanos monotonic
     */
    LeaderHistory(String self, long patienceMillis, long nowNanos) {
        this.self = self;
        this.patienceMillis = patienceMillis;
        this.startedNanos = nowNanos;
        this.heardNanos = nowNanos;
        this.lookedNanos = nowNanos;
    }

    /**
     * What a node sees at a moment.
     *
     * @param nanos the moment, monotonic
     * @param leader who leads, null for nobody
     * @param term the newest term this node knows of
     * @param silentMillis how long ago the leader was heard, or by the leader a majority; {@link LeaderContact#NEVER} if
     *     unknown
     * @param diskMillis how long this node's own disk has been writing the log without an end in sight
     */
    record Sight(long nanos, @Nullable Leader leader, long term, long silentMillis, long diskMillis) {}

    /**
     * A change.
     *
     * @param before who led last, null for nobody since the start
     * @param after who leads now, null for nobody
     * @param withoutMillis how long ago the last leader was heard
     * @param cause in plain language
     */
    record Change(@Nullable Leader before, @Nullable Leader after, long withoutMillis, String cause) {}

    /** Takes in what is seen now; the change if there is one, else null. */
    @Nullable
    Change look(Sight sight) {
        Leader before = last;
        Leader now = sight.leader();
        Change change = null;
        if (now == null && present) {
            cause = causeOf(sight, before);
            change = new Change(before, null, silence(sight), cause);
        } else if (now != null && !(present && now.equals(before))) {
            if (present || before == null) {
                cause = causeOf(sight, before);
            }
            change = new Change(before, now, silence(sight), cause);
        }
        remember(sight);
        return change;
    }

    private void remember(Sight sight) {
        Leader now = sight.leader();
        present = now != null;
        lookedNanos = sight.nanos();
        if (now == null) {
            return;
        }
        boolean known = sight.silentMillis() != LeaderContact.NEVER;
        if (!Objects.equals(now, last)) {
            heardNanos = sight.nanos();
        } else if (known) {
            heardNanos = sight.nanos() - TimeUnit.MILLISECONDS.toNanos(sight.silentMillis());
        }
        last = now;
    }

    private String causeOf(Sight sight, @Nullable Leader before) {
        long pause = TimeUnit.NANOSECONDS.toMillis(sight.nanos() - lookedNanos);
        if (before == null) {
            return "this node started " + TimeUnit.NANOSECONDS.toMillis(sight.nanos() - startedNanos) + " ms ago";
        }
        if (pause >= patienceMillis) {
            return "this node did not run for " + pause
                    + " ms (a collection of garbage, a suspended machine or no processor to be had)";
        }
        boolean silent = silence(sight) >= patienceMillis;
        if (before.node().equals(self)) {
            return ownLoss(sight, silent);
        }
        String old = "node " + before.node();
        return silent
                ? old + " was silent for " + silence(sight) + " ms"
                : old + " was heard " + silence(sight)
                        + " ms before: it stepped down, handed over, or others had lost it; its own log says more";
    }

    private String ownLoss(Sight sight, boolean silent) {
        if (sight.diskMillis() >= patienceMillis) {
            return "this node led, and its own disk has not written the log for " + sight.diskMillis() + " ms";
        }
        return silent
                ? "this node led, and no majority answered it for " + silence(sight) + " ms"
                : "this node led with a majority in contact: it handed over, or another asked for votes in term "
                        + sight.term();
    }

    private long silence(Sight sight) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(sight.nanos() - heardNanos));
    }
}
