package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for the cluster to hold nothing for an acquisition any more. Confined to the loop. */
final class Freeing {
    /**
     * One who waits.
     *
     * @param who told on the callback executor
     * @param timer when he waits no longer
     */
    private record Waiting(Consumer<@Nullable CallFailure> who, Agenda.Entry timer) {}

    private final Locks room;
    private final List<Waiting> waiting = new ArrayList<>(1);

    Freeing(Locks room) {
        this.room = room;
    }

    /** Waits for it, as long as a call about it may take; {@code errands} say what keeps it. */
    void await(LockRequest request, Errands errands, Consumer<@Nullable CallFailure> who) {
        waiting.add(new Waiting(who, room.agenda().after(request.callNanos(), () -> {
            waiting.removeIf(each -> each.who() == who);
            CallFailure late = late(request, errands.releasing());
            room.onCallbacks(() -> who.accept(late));
        })));
    }

    private static CallFailure late(LockRequest request, @Nullable LockWrite release) {
        return new CallFailure(
                CallFailure.Kind.TIMEOUT,
                true,
                null,
                "no answer to the release of the lock " + request.name() + " in time ("
                        + (release == null ? "what became of its acquisition is not known yet" : release.whereabouts())
                        + "); it is sent again until there is one, or the session ended",
                null);
    }

    /** It is free. */
    void tell() {
        for (Waiting each : waiting) {
            room.agenda().cancel(each.timer());
            room.onCallbacks(() -> each.who().accept(null));
        }
        waiting.clear();
    }
}
