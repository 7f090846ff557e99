package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.LoopCall;
import io.holdfast.client.internal.Payload;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.wire.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session and its acquisitions. While it has any, the stream that writes go out on follows it: what happens to them is
 * pushed there. What happened before the node said so is asked for, acquisition by acquisition, when it has said so.
 * Confined to the loop.
 */
final class Home {
    /** How long a request to follow may take before it is made again. */
    private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** How often it is looked whether the session was opened, once something was done in it: that answer is on the way. */
    static final long OPENING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Locks room;
    private final SessionLife life;
    private final Map<Long, Acquisition> acquisitions = new LinkedHashMap<>();
    private boolean asking;
    private boolean awaitsOpening;
    /** The stream that follows, or followed, the session; 0 for none. */
    private long followedOn;

    Home(Locks room, SessionLife life) {
        this.room = room;
        this.life = life;
    }

    SessionLife life() {
        return life;
    }

    Sent now() {
        return Sent.now(room.loop());
    }

    /** The stream that follows the session, if that is the one writes go out on; else 0. */
    long followedOn() {
        return followedOn == room.stream() ? followedOn : 0;
    }

    @Nullable
    Acquisition acquisition(long number) {
        return acquisitions.get(number);
    }

    List<Acquisition> all() {
        return List.copyOf(acquisitions.values());
    }

    void add(long number, Acquisition acquisition) {
        acquisitions.put(number, acquisition);
    }

    void remove(long number) {
        acquisitions.remove(number);
    }

    boolean isEmpty() {
        return acquisitions.isEmpty();
    }

    /** Sees that the stream follows the session, if there is anything to be told. */
    void follow() {
        boolean wanted = !acquisitions.isEmpty() && room.stream() != 0 && !room.isEnded();
        if (!wanted || asking || followedOn() != 0) {
            return;
        }
        life.look();
        if (life.isLive()) {
            asking = true;
            room.submit(new Follow());
        } else if (!life.isOver() && !awaitsOpening) {
            awaitsOpening = true;
            room.agenda().after(OPENING_NANOS, () -> {
                awaitsOpening = false;
                follow();
            });
        }
    }

    /** More may have happened than was told: every acquisition is asked for. */
    void askAll() {
        all().forEach(each -> each.errands().askAfresh());
    }

    /** The request to be told. */
    private final class Follow extends LoopCall {
        private long sentOn;

        Follow() {
            super(new Payload.Follow(life.id()), room.loop().nanoTime() + FOLLOW_NANOS);
        }

        @Override
        protected void sent(long nowNanos) {
            sentOn = room.stream();
        }

        @Override
        protected void answered(Result result) {
            asking = false;
            if (!(result instanceof Result.Followed)) {
                // As a rule that there is no such session: the heartbeats find out.
                again();
            } else if (sentOn == room.stream()) {
                followedOn = sentOn;
                askAll();
            } else {
                follow();
            }
        }

        @Override
        protected void failed(CallFailure failure) {
            asking = false;
            again();
        }

        private void again() {
            if (!room.isEnded()) {
                room.agenda().after(AGAIN_NANOS, Home.this::follow);
            }
        }
    }
}
