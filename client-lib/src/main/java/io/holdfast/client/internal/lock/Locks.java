package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.ErrorSink;
import io.holdfast.client.internal.LeaderListener;
import io.holdfast.client.internal.Listeners;
import io.holdfast.client.internal.Liveness;
import io.holdfast.client.internal.Loop;
import io.holdfast.client.internal.LoopCall;
import io.holdfast.client.internal.Pipeline;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.lock.LockPush;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every acquisition of this client, by its session. Confined to the loop, except what is public. */
public final class Locks implements LeaderListener {
    /** Acquisitions that wait, hold or are being given back in one client. */
    static final int MAX_OPEN = 131_072;

    private static final Logger LOG = LoggerFactory.getLogger(Locks.class);

    private final Pipeline pipeline;
    private final Loop loop;
    private final ErrorSink errors;
    private final Agenda agenda;
    private final Map<Long, Home> homes = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private long numbers;
    private long stream;
    private boolean ended;

    /**
     * No acquisitions yet.
     *
     * @param pipeline carries their calls
     * @param errors hears what listeners throw
     */
    public Locks(Pipeline pipeline, ErrorSink errors) {
        this.pipeline = pipeline;
        this.loop = pipeline.loop();
        this.errors = errors;
        this.agenda = new Agenda(loop);
        pipeline.add(this);
    }

    /**
     * Acquires. Any thread; answers on the callback executor, or on this thread if it is refused at once.
     *
     * @return to be run when nobody waits for it any more: nothing is handed out from then on, and what was granted is given
     *     back. Any thread
     */
    public Runnable acquire(LockRequest request, Acquirer acquirer) {
        Acquisition acquisition = new Acquisition(this, request, acquirer);
        if (open.incrementAndGet() > MAX_OPEN) {
            closed();
            acquirer.failed(CallFailure.notApplied(
                    CallFailure.Kind.OVERLOADED,
                    "too many locks held or waited for by this client (" + MAX_OPEN + " at once)"));
        } else if (!onLoop(acquisition::begin)) {
            closed();
            acquirer.failed(CallFailure.closed(false));
        }
        return acquisition::cancel;
    }

    /** How many acquisitions wait, hold or are being given back. Any thread. */
    public int open() {
        return open.get();
    }

    /** Runs something on the loop, unless that ended; whether it does. Any thread. */
    boolean onLoop(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.trace("after the end", e);
            return false;
        }
    }

    /** Runs something of the caller's. Any thread. */
    void onCallbacks(Runnable task) {
        pipeline.sessions().callbackExecutor().execute(task);
    }

    /** An acquisition came to its end. Any thread, once for each. */
    void closed() {
        open.decrementAndGet();
    }

    Loop loop() {
        return loop;
    }

    Agenda agenda() {
        return agenda;
    }

    /** The number of the stream that writes go out on; 0 before there was one. */
    long stream() {
        return stream;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether the client refuses new calls. */
    boolean closing() {
        return ended || pipeline.closing();
    }

    void submit(LoopCall call) {
        pipeline.submitOwn(call);
    }

    Listeners<Loss> listeners(String name) {
        return new Listeners<>("a listener for the loss of the lock " + name, errors);
    }

    long nextNumber() {
        return ++numbers;
    }

    /** Where acquisitions of a session live; of the client's own if null. */
    Home home(@Nullable SessionLife named) {
        SessionLife life = named == null ? pipeline.sessions().forWrites() : named;
        Home known = homes.get(life.id());
        if (known == null) {
            known = new Home(this, life);
            homes.put(life.id(), known);
            life.listen(
                    liveness -> {
                        if (liveness == Liveness.EXPIRED) {
                            over(life);
                        }
                    },
                    Runnable::run);
            // One that never opened ends without a word to listeners.
            life.ended().whenComplete((why, thrown) -> onLoop(() -> over(life)));
        }
        return known;
    }

    /** Sessions come and go: one without acquisitions that is over is forgotten. */
    private void over(SessionLife life) {
        Home home = homes.remove(life.id());
        if (home != null) {
            home.all().forEach(Acquisition::sessionOver);
        }
    }

    @Override
    public void leads() {
        stream++;
        homes.values().forEach(Home::follow);
    }

    @Override
    public void locked(List<LockPush> pushes) {
        for (LockPush push : pushes) {
            Home home = homes.get(push.session());
            if (home != null) {
                take(home, push);
            }
        }
    }

    private static void take(Home home, LockPush push) {
        if (push instanceof LockPush.Granted granted) {
            Acquisition acquisition = home.acquisition(granted.acquisition());
            if (acquisition != null) {
                acquisition.pushed(granted.token());
            }
        } else if (push instanceof LockPush.Ended over) {
            Acquisition acquisition = home.acquisition(over.acquisition());
            if (acquisition != null) {
                acquisition.ended(over.token(), new Loss(over.end(), over.message()));
            }
        } else {
            home.askAll();
        }
    }

    @Override
    public void ended() {
        ended = true;
        agenda.clear();
        List<Home> left = new ArrayList<>(homes.values());
        homes.clear();
        left.forEach(home -> home.all().forEach(Acquisition::sessionOver));
    }
}
